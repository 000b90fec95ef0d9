import { assert } from "chai";
import { matchesEntityTag } from "./mod.ts";

describe("matchesEntityTag()", () => {
  for (const [header, expected] of [
    [undefined, false],
    ["", false],
    ['"a"', true],
    ['"b"', false],
    ['W/"a"', true],
    ['w/"a"', false],
    ['"b", "a"', true],
    ['"b",W/"a"', true],
    ["*", true],
    ["a", false],
    ['"a" "b"', false],
  ] as const) {
    it(`is ${expected} for ${header ?? "no header"} and "a"`, () =>
      assert.equal(matchesEntityTag(header, '"a"'), expected));
  }
});
