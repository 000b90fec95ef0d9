import { assert } from "chai";
import * as fc from "fast-check";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { parseJsonObject } from "./json_object.ts";

/** An object that is nested so deep; lists count as objects do. */
function nested(depth: number, [open, close]: readonly [string, string] = ["[", "]"]): string {
  return `{"x":${open.repeat(depth - 1)}${close.repeat(depth - 1)}}`;
}

function read(text: string): unknown {
  return Object.fromEntries(parseJsonObject(text));
}

describe("parseJsonObject()", () => {
  it("reads what JSON can say", () => {
    const value = {
      text: "caf\u00e9 \ud83d\ude00",
      number: -1.5e3,
      yes: true,
      none: null,
      list: [1, [2]],
      object: { a: {} },
    };
    assert.deepEqual(read(JSON.stringify(value)), value);
  });

  it("reads an object without members", () => assert.equal(parseJsonObject(" {} ").size, 0));

  it("keeps the last of two members of one name, as JSON does", () =>
    assert.deepEqual(read('{"a":1,"a":2}'), { a: 2 }));

  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", ""]) {
    it(`takes a member that is called '${name}' for one like others`, () => {
      const members = parseJsonObject(`{"${name}":{"admin":true}}`);
      assert.deepEqual([...members], [[name, { admin: true }]]);
      assert.notProperty({}, "admin");
    });
  }

  it("reads back each object that JSON can print", () => {
    const object = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(object, (value) => {
        const expected = Object.entries(JSON.parse(JSON.stringify(value)) as object);
        assert.deepEqual([...parseJsonObject(JSON.stringify(value))], expected);
      }),
    );
  });
});

describe("parseJsonObject(), of what is no object", () => {
  for (const text of ["[]", "null", "true", "7", '"text"', "[{}]"]) {
    it(`refuses ${text}`, () =>
      assertRefused(() => parseJsonObject(text), { code: "invalid_request", status: 400, says: "not one object" }));
  }

  for (const text of [
    "",
    " ",
    "{",
    "}",
    "{}{}",
    "{a:1}",
    "{'a':1}",
    '{"a":1,}',
    '{"a":NaN}',
    '{"a":"\n"}',
    "\ufeff{}",
    "a=1",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      assertRefused(() => parseJsonObject(text), { code: "invalid_request", status: 400, says: "not JSON" }));
  }

  it("says nothing of the text, which may hold a secret", async () => {
    const refusal = await refusalOf(() => parseJsonObject('{"password":"hunter2"'));
    assert.notInclude(refusal.description, "hunter2");
  });

  it("either reads or refuses, whatever the text is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseJsonObject(text);
        } catch (error) {
          assert.propertyVal(error, "code", "invalid_request");
        }
      }),
    );
  });
});

describe("parseJsonObject(), as to depth", () => {
  for (const [what, pair] of [
    ["lists", ["[", "]"]],
    ["objects", ['{"x":', "}"]],
  ] as const) {
    it(`reads ${what} nested 20 deep and refuses 21`, async () => {
      const [open, close] = pair;
      const inside = (depth: number) => nested(depth, [open, close]).replace(open + close, open === "[" ? "[]" : "{}");
      assert.equal(parseJsonObject(inside(20)).size, 1);
      await assertRefused(() => parseJsonObject(inside(21)), { code: "invalid_request", says: "more than 20 deep" });
    });
  }

  for (const [what, text] of [
    ["brackets in text", JSON.stringify({ x: "[{".repeat(500) })],
    ["brackets after a quotation mark in text", JSON.stringify({ x: `"${"[".repeat(500)}` })],
    ["brackets after a backslash at the end of text", JSON.stringify({ x: "\\", y: "[".repeat(500) })],
    ["brackets in a name", JSON.stringify({ ["[".repeat(500)]: 1 })],
    ["many lists beside each other", JSON.stringify({ x: Array.from({ length: 500 }, () => []) })],
  ] as const) {
    it(`does not count ${what}`, () => assert.isAtLeast(parseJsonObject(text).size, 1));
  }

  it("refuses many brackets before the parser meets them", () =>
    assertRefused(() => parseJsonObject("[".repeat(60_000)), { code: "invalid_request", says: "deep" }));

  it("counts those that stand after text as well", () =>
    assertRefused(() => parseJsonObject(`{"a":"]]]]","x":${"[".repeat(20)}${"]".repeat(20)}}`), {
      code: "invalid_request",
      says: "deep",
    }));
});
