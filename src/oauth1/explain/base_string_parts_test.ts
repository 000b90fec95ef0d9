import { assert } from "chai";
import { decodeOnce, pairsOfBase, splitBaseString } from "./base_string_parts.ts";

describe("splitBaseString()", () => {
  for (const [base, parts] of [
    ["GET&uri&a%3D1%26b%3D2", ["GET", "uri", "a%3D1%26b%3D2"]],
    ["GET&uri&a=1&b=2", ["GET", "uri", "a=1&b=2"]],
    ["GET&uri&", ["GET", "uri", ""]],
    ["GET&uri", ["GET", "uri", ""]],
    ["GET", ["GET", "", ""]],
    ["", ["", "", ""]],
  ] as const) {
    it(`takes '${base}' apart`, () => assert.deepEqual(Object.values(splitBaseString(base)), [...parts]));
  }
});

describe("pairsOfBase()", () => {
  it("decodes each pair once", () => {
    assert.deepEqual(pairsOfBase("a%3D1%2520b%26c%3D%26d=2&e%3d"), ["a=1%20b", "c=", "d=2", "e="]);
    assert.deepEqual(pairsOfBase(""), []);
  });
});

describe("decodeOnce()", () => {
  it("leaves alone what cannot be decoded", () => {
    assert.deepEqual(["%2520", "%zz", "ü"].map(decodeOnce), ["%20", "%zz", "ü"]);
  });
});
