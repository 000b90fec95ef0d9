import { assert } from "chai";
import * as fc from "fast-check";

import { isRecordId, isStorable, isStorableText, printStorable } from "./storable.ts";

describe("isStorableText()", () => {
  for (const text of ["", "a", "ä𐍈", "\u0001", "\ufffd", "\\u0000"]) {
    it(`holds for ${JSON.stringify(text)}`, () => assert.isTrue(isStorableText(text)));
  }

  for (const text of ["\0", "a\0b", "\ud800", "\udc00\ud800", "a\udfff"]) {
    it(`does not hold for ${JSON.stringify(text)}`, () => assert.isFalse(isStorableText(text)));
  }
});

describe("isRecordId()", () => {
  for (const id of [1, 2_147_483_647]) it(`holds for ${id}`, () => assert.isTrue(isRecordId(id)));
  for (const id of [0, -1, 1.5, 2_147_483_648, Number.NaN, Infinity]) {
    it(`does not hold for ${id}`, () => assert.isFalse(isRecordId(id)));
  }
});

describe("isStorable()", () => {
  for (const value of ["a", 1, null, undefined, [{ a: "\\u0000" }], { "😀": "\ud83d\ude00" }])
    it(`holds for ${JSON.stringify(value)}`, () => assert.isTrue(isStorable(value)));
  for (const value of ["\0", { "key\0": 1 }, [["deep\ud800"]], { a: { b: "\\\0" } }])
    it(`does not hold for ${JSON.stringify(value)}`, () => assert.isFalse(isStorable(value)));
});

describe("printStorable()", () => {
  it("prints JSON", () => assert.equal(printStorable({ a: ["x", 1, null] }), '{"a":["x",1,null]}'));

  for (const value of ["\0", { "key\0": 1 }, [["deep\ud800"]], "\\\0", "\\\\\0"]) {
    it(`refuses ${JSON.stringify(value)}`, () => assert.throws(() => printStorable(value), RangeError));
  }

  describe("properties", () => {
    it("refuses a text exactly when it may not be looked up", () => {
      const unit = fc.constantFrom("\\", "\0", "u0000", "d800", "\ud800", "\udc00", '"', "x");
      const property = fc.property(fc.string({ unit }), (text) => {
        let printed = true;
        try {
          printStorable({ [text]: text });
        } catch {
          printed = false;
        }
        assert.equal(printed, isStorableText(text));
      });
      fc.assert(property);
    });
  });
});
