import { assert } from "chai";
import * as fc from "fast-check";
import { type Condition, joinConditions } from "./conditions.ts";

describe("joinConditions()", () => {
  const CASES: readonly (readonly [string, readonly Condition[], string, readonly unknown[]])[] = [
    ["nothing", [], "", []],
    ["what was asked for", [["a = ?", 1]], "a = $1", [1]],
    ["not what was not", [["a = ?", undefined]], "", []],
    [
      "several in order",
      [
        ["a = ?", 7],
        ["b = ?", undefined],
        ["c = ?", "x"],
      ],
      "a = $1 AND c = $2",
      [7, "x"],
    ],
    [
      "several values of one",
      [
        ["z = ?", 0],
        ["(a, b) < (?, ?)", 1, 2],
        ["c = ?", 3],
      ],
      "z = $1 AND (a, b) < ($2, $3) AND c = $4",
      [0, 1, 2, 3],
    ],
    [
      "not what lacks a value",
      [
        ["(a, b) < (?, ?)", 1, undefined],
        ["c = ?", 3],
      ],
      "c = $1",
      [3],
    ],
    [
      "what is false, zero or empty",
      [
        ["a = ?", false],
        ["b = ?", 0],
        ["c = ?", ""],
      ],
      "a = $1 AND b = $2 AND c = $3",
      [false, 0, ""],
    ],
  ];
  for (const [what, asked, text, values] of CASES) {
    it(`joins ${what}`, () => assert.deepEqual(joinConditions(asked), { text, values }));
  }

  for (const text of ["\0", "a\0b", "\ud800"]) {
    it(`says that nothing can have the text ${JSON.stringify(text)}`, () => {
      assert.isUndefined(
        joinConditions([
          ["a = ?", 1],
          ["b = ?", text],
        ]),
      );
      assert.isUndefined(joinConditions([["a = ? OR b = ?", "x", text]]));
    });
  }

  it("puts no value into the text, whatever it is, and numbers as many as it hands over", () => {
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.constant(undefined));
    const property = fc.property(fc.array(value), (values) => {
      const joined = joinConditions(values.map((one): Condition => ["a = ?", one]));
      if (joined === undefined) return;
      const numbers = joined.values.map((_, index) => `a = $${index + 1}`);
      assert.equal(joined.text, numbers.join(" AND "));
      assert.deepEqual(
        joined.values,
        values.filter((one) => one !== undefined),
      );
    });
    fc.assert(property, { seed: 4 });
  });
});
