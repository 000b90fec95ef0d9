import { assertRefused } from "../../test/support/refusals.ts";
import { checkMembers } from "./mod.ts";

const CODE = "invalid_client_metadata";

/** A value inside so many lists. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe("checkMembers()", () => {
  it("takes ten levels, the members themselves being the first", () => checkMembers({ a: nested(9), b: 1 }));

  for (const depth of [10, 100_000]) {
    it(`refuses ${depth + 1} levels`, () =>
      assertRefused(() => checkMembers({ a: nested(depth) }), { code: CODE, says: "more than 10 deep" }));
  }

  for (const text of ["\0", "\ud800", "a\udc00b"]) {
    it(`refuses ${JSON.stringify(text)}, as a name and as a value`, async () => {
      for (const members of [{ a: text }, { a: { b: [text] } }, { [text]: 1 }])
        await assertRefused(() => checkMembers(members), { code: CODE, says: "NUL" });
    });
  }
});
