import { assert } from "chai";
import { Params } from "../../protocol/mod.ts";
import { isTicked, linesIn, textIn, typedIn, withoutPrivateKeys, wordsIn } from "./typed.ts";

function typed(form: string) {
  return typedIn(Params.parse(form, { controls: true }));
}

describe("typedIn()", () => {
  it("keeps all that was sent, the empty and the repeated too", () =>
    assert.deepEqual(
      [...typed("a=1&b=&a=2&a=")],
      [
        ["a", ["1", "2", ""]],
        ["b", [""]],
      ],
    ));

  it("takes names of members of objects for names like others", () =>
    assert.equal(textIn(typed("__proto__=x"), "__proto__"), "x"));
});

describe("textIn()", () => {
  for (const [form, expected] of [
    ["a=+x+", "x"],
    ["a=first&a=second", "first"],
    ["a=", ""],
    ["b=1", ""],
  ] as const) {
    it(`reads ${JSON.stringify(expected)} of ${form}`, () => assert.equal(textIn(typed(form), "a"), expected));
  }
});

describe("linesIn()", () => {
  for (const [form, expected] of [
    ["a=x%0D%0Ay", ["x", "y"]],
    ["a=x%0Ay%0Dz", ["x", "y", "z"]],
    ["a=%0D%0A++x++%0D%0A%0D%0A", ["x"]],
    ["a=x&a=y", ["x"]],
    ["a=", []],
    ["b=x", []],
  ] as const) {
    it(`reads ${expected.length} of ${form}`, () => assert.deepEqual(linesIn(typed(form), "a"), [...expected]));
  }
});

describe("wordsIn()", () => {
  it("reads each word once, and no empty one", () =>
    assert.deepEqual(wordsIn(typed("a=x&a=y&a=x&a="), "a"), ["x", "y"]));
});

describe("isTicked()", () => {
  for (const [form, expected] of [
    ["a=yes", true],
    ["a=on", false],
    ["a=", false],
    ["b=yes", false],
  ] as const) {
    it(`is ${expected} of ${form}`, () => assert.equal(isTicked(typed(form), "a"), expected));
  }
});

describe("withoutPrivateKeys()", () => {
  for (const [what, text, isKept] of [
    ["a public key", "-----BEGIN PUBLIC KEY-----", true],
    ["a key set", '{"keys":[{"kty":"RSA","n":"d","e":"AQAB"}]}', true],
    ["a private key", "-----BEGIN PRIVATE KEY-----", false],
    ["a private key of RSA, behind a public one", "-----BEGIN PUBLIC KEY----- -----BEGIN RSA PRIVATE KEY-----", false],
    ["a private key in a set", '{"keys":[{"kty":"EC", "d" : "x"}]}', false],
    ["a symmetric key in a set", '{"keys":[{"kty":"oct","k":"x"}]}', false],
  ] as const) {
    it(`${isKept ? "leaves" : "takes away"} ${what}, and all else as it is`, () => {
      const all = new Map([
        ["jwks", [text]],
        ["name", [text]],
      ]);
      const shown = withoutPrivateKeys(all);
      assert.equal(textIn(shown, "jwks"), isKept ? text : "");
      assert.equal(textIn(shown, "name"), text);
    });
  }
});
