import { assert } from "chai";
import * as fc from "fast-check";
import { describe, it } from "mocha";
import { jsonFault } from "./json_fault.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("jsonFault()", () => {
  for (const text of [
    "{}",
    ' { "a" : [ 1 , -0.5e+3 , true , null , { } , [ ] ] , "b" : "\\u00e9\\n\\"" } ',
    '"text"',
    "0",
    '{"a":{"a":1},"b":{"a":2}}',
    '"\u007f\u2028"',
  ])
    it(`finds nothing in ${JSON.stringify(text)}`, () => {
      assert.isUndefined(jsonFault(text));
    });

  for (const [text, line, column, says] of [
    ["", 1, 1, "The document ends here, where a value is due"],
    ["{", 1, 2, "The document ends here, where the name of a member in double quotes is due"],
    ["{a: 1}", 1, 2, "Here the name of a member in double quotes is due"],
    ["{'a': 1}", 1, 2, "Here the name of a member in double quotes is due"],
    ['{\n  "a": 1,\n}', 3, 1, "Here the name of a member in double quotes is due"],
    ['{"a" 1}', 1, 6, "Here a colon is due"],
    ['{"a": }', 1, 7, "Here a value is due"],
    ['{"a": 1\n "b": 2}', 2, 2, "Here a comma or the end of the object is due"],
    ['{"a": [1 2]}', 1, 10, "Here a comma or the end of the list is due"],
    ['{"a": [1,]}', 1, 10, "Here a value is due"],
    ['{"a": "b}', 1, 7, "The text that begins here does not end, or holds what must be escaped in it"],
    ['{"a": "b\nc"}', 1, 7, "The text that begins here does not end, or holds what must be escaped in it"],
    ['{"a": True}', 1, 7, "Here a value is due"],
    ['{"a": 01}', 1, 7, "Here a value is due"],
    ["{} {}", 1, 4, "Here the end of the document is due"],
    ['{"a": 1, "b": 2, "a": 3}', 1, 18, 'The member "a" is there for the second time'],
  ] as const)
    it(`says where and why ${JSON.stringify(text)} is none`, () => {
      assert.deepEqual(jsonFault(text), { line, column, says });
    });

  it("goes so deep and no deeper, whatever is sent", () => {
    assert.isUndefined(jsonFault("[".repeat(50) + "]".repeat(50)));
    assert.include(jsonFault("[".repeat(1_000_000))?.says ?? "", "nested deeper");
  });

  describe("properties", () => {
    it("finds nothing in whatever is printed as JSON", () => {
      fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(4), (value, spaces) => {
          assert.isUndefined(jsonFault(JSON.stringify(value, undefined, spaces)));
        }),
      );
    });

    it("agrees with the parser of the machine on JSON of which a character was changed", () => {
      const flat = fc.dictionary(fc.constantFrom("a", "b"), fc.oneof(fc.double(), fc.string(), fc.boolean()));
      const broken = fc.tuple(flat, fc.nat(), fc.constantFrom("", ",", '"', "}", "0", "\\", "\n", "é"));
      fc.assert(
        fc.property(broken, ([value, at, character]) => {
          const text = JSON.stringify(value);
          const index = at % text.length;
          const changed = text.slice(0, index) + character + text.slice(index + 1);
          const fault = jsonFault(changed);
          if (fault?.says.startsWith("The member") !== true)
            assert.equal(fault === undefined, isJson(changed), changed);
        }),
      );
    });
  });
});
