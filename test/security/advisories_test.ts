import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { ADVISORIES } from "./advisories.ts";
import { elsewhere } from "./elsewhere.ts";
import { NOT_APPLICABLE } from "./not_applicable.ts";

const HERE = import.meta.dirname;
const TESTS = readdirSync(HERE)
  .filter((name) => name.endsWith("_test.ts") && name !== "advisories_test.ts")
  .map((name) => readFileSync(join(HERE, name), "utf8"));

function isTested(id: string): boolean {
  return TESTS.some((text) => text.includes(JSON.stringify(id)));
}

describe("the table of what went wrong elsewhere", () => {
  for (const { id, wrong } of ADVISORIES) {
    it(`is answered for ${id}: ${wrong}`, () => {
      assert.notEqual(isTested(id), NOT_APPLICABLE.has(id), "either a test or a reason, and not both");
    });
  }

  it("names each row once, with words of its own", () => {
    assert.lengthOf(new Set(ADVISORIES.map(({ id }) => id)), ADVISORIES.length);
    assert.lengthOf(new Set(ADVISORIES.map(({ wrong }) => wrong)), ADVISORIES.length);
    for (const { id, wrong } of ADVISORIES) assert.match(`${id}: ${wrong}`, /^[\w.#/ -]+: .{10,}$/);
  });

  it("has each row that is not applicable", () => {
    const known = new Set(ADVISORIES.map(({ id }) => id));
    for (const id of NOT_APPLICABLE.keys()) assert.isTrue(known.has(id), id);
  });

  it("lets no test cite what it does not list", () => {
    assert.throws(() => elsewhere("Nobody CVE-2000-1", "does", () => undefined), RangeError, "does not list it");
  });
});
