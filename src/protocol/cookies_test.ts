import { assert } from "chai";
import { assert as forAll, property, string, tuple, uniqueArray } from "fast-check";
import { parseCookies } from "./mod.ts";
import { characterOf, hostileText } from "./_arbitrary_test.ts";

describe("parseCookies()", () => {
  for (const [name, header, expected] of [
    ["no header", undefined, {}],
    ["an empty header", "", {}],
    ["one cookie", "sid=abc", { sid: "abc" }],
    ["several", "__Host-sid=abc; theme=dark;x=1", { "__Host-sid": "abc", theme: "dark", x: "1" }],
    ["an equals sign in a value", "a=b=c", { a: "b=c" }],
    ["an empty value", "a=", { a: "" }],
    ["spaces around", " a = b ;\tc=d ", { a: "b", c: "d" }],
    ["values as they stand, quotes and escapes too", 'a="b"; c=%20', { a: '"b"', c: "%20" }],
    ["names that differ in case as two", "sid=1; SID=2", { sid: "1", SID: "2" }],
    ["what is no cookie as nothing", "theme; =b; ; c=d", { c: "d" }],
  ] as const) {
    it(`reads ${name}`, () => assert.deepEqual(Object.fromEntries(parseCookies(header)), expected));
  }

  for (const header of ["sid=1; sid=2", "sid=1; a=b; sid=1", "sid=; sid=2", "sid=1; sid=2; sid=3"]) {
    it(`trusts neither of two in '${header}'`, () => assert.isFalse(parseCookies(header).has("sid")));
  }

  it("takes __proto__ for a name like any other", () => {
    assert.equal(parseCookies("__proto__=1").get("__proto__"), "1");
  });

  describe("properties", () => {
    const name = string({ unit: characterOf("abc_-"), minLength: 1, maxLength: 6 });
    const value = string({ unit: characterOf("abc019=._-%"), maxLength: 8 });

    it("reads what browsers print", () => {
      forAll(
        property(uniqueArray(tuple(name, value), { selector: ([one]) => one }), (pairs) => {
          const header = pairs.map(([one, text]) => `${one}=${text}`).join("; ");
          assert.deepEqual([...parseCookies(header)], pairs);
        }),
      );
    });

    it("answers for anything", () => {
      forAll(property(hostileText, (text) => assert.instanceOf(parseCookies(text), Map)));
    });
  });
});
