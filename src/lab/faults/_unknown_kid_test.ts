import { assert } from "chai";
import { unknownKid } from "./_unknown_kid.ts";

describe("unknownKid()", () => {
  for (const [what, header, kid] of [
    ["the kid that there is", { kid: "2026-a", alg: "RS256" }, "2026-a-unknown"],
    ["a name of its own where there is none", { alg: "RS256" }, "key-unknown"],
    ["a name of its own where the kid is no text", { kid: 7 }, "key-unknown"],
  ] as const)
    it(`is made of ${what}`, () => assert.equal(unknownKid(header), kid));
});
