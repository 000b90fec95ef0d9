import { assert } from "chai";
import { assert as forAll, property } from "fast-check";
import { decodeFormText, encodeFormText, isLegalText } from "./_form_text.ts";
import { hostileText, legalText } from "./_arbitrary_test.ts";

describe("decodeFormText()", () => {
  for (const [name, text, decoded] of [
    ["plain text", "abc", "abc"],
    ["nothing", "", ""],
    ["plus as a space", "a+b", "a b"],
    ["an encoded plus as a plus", "a%2Bb", "a+b"],
    ["hexadecimal digits of either case", "%c3%BC", "ü"],
    ["the text of RFC 6749 appendix B", "+%25%26%2B%C2%A3%E2%82%AC", " %&+£€"],
    ["four bytes of UTF-8", "%F0%9F%98%80", "😀"],
    ["raw space and tilde, the ends of printable ASCII", "a ~", "a ~"],
    ["U+FFFD where it is meant", "%EF%BF%BD", "\ufffd"],
    ["NBSP, the first character after C1", "%C2%A0", "\u00a0"],
  ] as const) {
    it(`reads ${name}`, () => assert.equal(decodeFormText(text), decoded));
  }

  for (const [name, text] of [
    ["a percent sign alone", "100%"],
    ["one digit", "%4"],
    ["no digits", "%zz"],
    ["a byte that UTF-8 never has", "%FF"],
    ["half a character", "%C3"],
    ["an overlong slash", "%C0%AF"],
    ["an encoded surrogate", "%ED%A0%80"],
    ["a character beyond Unicode", "%F4%90%80%80"],
    ["NUL", "a%00b"],
    ["a tabulator", "%09"],
    ["CR and LF", "%0D%0A"],
    ["ESC", "%1b"],
    ["DEL", "%7F"],
    ["a C1 control character", "%C2%85"],
    ["the last of C1", "%C2%9F"],
    ["a raw NUL", "a\0b"],
    ["a raw line end", "a\nb"],
    ["raw DEL", "\x7f"],
    ["a raw letter beyond ASCII", "ü"],
    ["the trace of bytes that were no UTF-8", "\ufffd"],
  ] as const) {
    it(`refuses ${name}`, () => assert.isUndefined(decodeFormText(text)));
  }
});

describe("encodeFormText()", () => {
  for (const [name, text, encoded] of [
    ["letters, digits and * - . _ as they are", "aZ09*-._", "aZ09*-._"],
    ["a space as plus", "a b", "a+b"],
    ["what URIs may hold but forms may not", "!'()~", "%21%27%28%29%7E"],
    ["the text of RFC 6749 appendix B", " %&+£€", "+%25%26%2B%C2%A3%E2%82%AC"],
    ["line ends", "\r\n", "%0D%0A"],
    ["the first character beyond ASCII", "\u0080", "%C2%80"],
  ] as const) {
    it(`prints ${name}`, () => assert.equal(encodeFormText(text), encoded));
  }
});

describe("isLegalText()", () => {
  for (const [name, text, legal] of [
    ["a pair of surrogates", "😀", true],
    ["the least and the greatest pair", "\ud800\udc00\udbff\udfff", true],
    ["the least surrogate alone", "\ud800", false],
    ["the least low surrogate before a high one", "\udc00\ud800", false],
    ["the least low surrogate before a low one", "\udc00\udc00", false],
    ["the greatest surrogate alone", "\udfff", false],
    ["a high surrogate at the end", "a\ud83d", false],
    ["a high surrogate before a letter", "\ud83da", false],
    ["a low surrogate alone", "\ude00a", false],
    ["two low surrogates behind a high one", "\ud83d\ude00\ude00", false],
    ["a control character behind a pair", "😀\n", false],
    ["the space and the tilde", " ~", true],
  ] as const) {
    it(`says ${legal} for ${name}`, () => assert.equal(isLegalText(text), legal));
  }
});

describe("form text properties", () => {
  it("reads what it printed", () => {
    forAll(property(legalText, (text) => assert.equal(decodeFormText(encodeFormText(text)), text)));
  });

  it("prints as URLSearchParams does", () => {
    forAll(
      property(legalText, (text) =>
        assert.equal(`x=${encodeFormText(text)}`, new URLSearchParams({ x: text }).toString()),
      ),
    );
  });

  it("reads nothing that URLSearchParams would read otherwise", () => {
    forAll(
      property(hostileText, (text) => {
        const decoded = decodeFormText(text);
        if (decoded === undefined || /[&=#]/.test(text)) return;
        assert.equal(decoded, new URLSearchParams(`x=${text}`).get("x"));
        assert.isTrue(isLegalText(decoded));
      }),
    );
  });
});
