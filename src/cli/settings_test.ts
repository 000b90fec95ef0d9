import { assert } from "chai";
import { SETTINGS } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { runCommandLine } from "./program.ts";
import { listSettings, printList, printMarkdown } from "./settings.ts";

const LIST = listSettings(SETTINGS);

describe("listSettings()", () => {
  it("writes standards as one would give them", () => {
    const standards = new Map(LIST.map(({ name, standard }) => [name, standard]));
    assert.equal(standards.get("PORT"), "8000");
    assert.equal(standards.get("ALIAS_PREFIXES"), "/o /oauth /oauth2");
    assert.isUndefined(standards.get("DATABASE_URL"));
    assert.hasAllKeys(JSON.parse(standards.get("SCOPES")!), ["read", "write", "introspection"]);
  });
});

describe("printMarkdown()", () => {
  it("prints a row of four cells for each setting", () => {
    const [, , ...rows] = printMarkdown(LIST).split("\n");
    assert.lengthOf(rows, Object.keys(SETTINGS).length);
    for (const row of rows) assert.match(row, /^\| `[A-Z\d_]+` \|( `[^`]+`| ) \| [^|]+ \| [^|]+ \|$/);
  });

  it("escapes what would end a cell", () => {
    const text = printMarkdown([{ name: "A", standard: "b|c", unit: "u", says: "s", source: undefined }]);
    assert.include(text, "`b\\|c`");
  });
});

describe("printList()", () => {
  it("says of each setting what it does", () => {
    for (const { name, says } of LIST) assert.include(printList(LIST), `${name}\n  ${says}`);
  });
});

describe("touchstone settings", () => {
  it("prints one line of JSON", async () => {
    const { io, out } = fakeIo({ PORT: "nonsense" });
    assert.equal(await runCommandLine(["settings", "--json"], io), 0);
    const names = JSON.parse(out()).map(({ name }: { name: string }) => name);
    assert.deepEqual(names, Object.keys(SETTINGS));
  });
});
