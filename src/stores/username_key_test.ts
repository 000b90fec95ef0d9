import { assert } from "chai";
import * as fc from "fast-check";

import { usernameKey } from "./username_key.ts";

describe("usernameKey()", () => {
  for (const [one, other] of [
    ["Ada", "ADA"],
    ["ﬁ", "FI"],
    ["Å", "a\u030a"],
    ["ǅ", "Ǆ"],
    ["①", "1"],
  ] as const) {
    it(`is the same for '${one}' and '${other}'`, () => assert.equal(usernameKey(one), usernameKey(other)));
  }

  for (const [one, other] of [
    ["a", "ä"],
    ["a", "а"],
    ["ab", "a b"],
    ["ss", "ß"],
  ] as const) {
    it(`differs for '${one}' and '${other}'`, () => assert.notEqual(usernameKey(one), usernameKey(other)));
  }

  describe("properties", () => {
    it("folds what is folded no further", () => {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme" }), (text) =>
          assert.equal(usernameKey(usernameKey(text)), usernameKey(text)),
        ),
      );
    });
  });
});
