import { assert } from "chai";
import { assert as forAll, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { decodeForm, decodePercent, encodePercent } from "./mod.ts";
import { naiveEncode } from "./_naive_test.ts";
import testCases from "./testdata/oauth_test_cases.json" with { type: "json" };

describe("encodePercent()", () => {
  for (const [plain = "", encoded] of testCases.encoding) {
    rule(["RFC5849-3.6-1", "RFC5849-3.6-3", "RFC5849-3.6-4"], `encodes ${JSON.stringify(plain)}`, () => {
      assert.equal(encodePercent(plain), encoded);
    });
  }

  rule("RFC5849-3.6-2", "leaves letters, digits and -._~ bare, behind others as well", () => {
    assert.equal(encodePercent("!azAZ09-._~"), "%21azAZ09-._~");
  });

  rule("RFC5849-3.6-3", "escapes what encodeURIComponent leaves bare", () => {
    assert.equal(encodePercent("!'()*"), "%21%27%28%29%2A");
  });

  it("will not print half of a character", () => assert.throws(() => encodePercent("a\ud800"), URIError));
});

describe("decodePercent()", () => {
  for (const [encoded, plain] of [
    ["", ""],
    ["%41%e3%80%81", "A\u3001"],
    ["a+b", "a+b"],
    ["%2B%252B", "+%2B"],
    ["http://a.test/?b", "http://a.test/?b"],
    ["%00%0A%7F", "\0\n\x7f"],
    ["%F0%9F%8E%B5", "🎵"],
  ] as const) {
    it(`reads ${encoded} as ${JSON.stringify(plain)}`, () => assert.equal(decodePercent(encoded), plain));
  }

  for (const [name, encoded] of [
    ["a lonely percent sign", "a%"],
    ["one hexadecimal digit", "%4"],
    ["no hexadecimal digits", "%zz"],
    ["half of a character", "%E3%80"],
    ["a surrogate in UTF-8", "%ED%A0%80"],
    ["an overlong slash", "%C0%AF"],
    ["a character beyond Unicode", "%F4%90%80%80"],
    ["raw text that is not ASCII", "\u3001"],
    ["a raw byte beyond ASCII", "caf\xe9"],
    ["a raw line end", "a\r\nb"],
    ["a raw DEL", "a\x7f"],
    ["the last control character before the blank", "a\x1f"],
  ] as const) {
    it(`reads nothing from ${name}`, () => {
      assert.isUndefined(decodePercent(encoded));
      assert.isUndefined(decodeForm(encoded));
    });
  }
});

describe("decodeForm()", () => {
  rule("RFC5849-3.4.1.3.1-6", "reads a plus as a space, and an encoded plus as a plus", () => {
    assert.equal(decodeForm("2+q%2B%20"), "2 q+ ");
  });
});

describe("percent encoding, as laws", () => {
  it("is the encoding of an independent implementation", () => {
    forAll(
      property(string({ unit: "binary" }), (text) => {
        assert.equal(encodePercent(text), naiveEncode(text));
      }),
    );
  });

  it("is read back as it was, by both readers", () => {
    forAll(
      property(string({ unit: "binary" }), (text) => {
        assert.equal(decodePercent(encodePercent(text)), text);
        assert.equal(decodeForm(encodePercent(text)), text);
      }),
    );
  });

  it("never throws on what a stranger sends", () => {
    forAll(
      property(string({ unit: "binary" }), string(), (text, other) => {
        assert.doesNotThrow(() => [decodePercent(text), decodeForm(`%${other}`)]);
      }),
    );
  });
});
