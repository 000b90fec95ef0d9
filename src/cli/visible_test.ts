import { assert } from "chai";
import { visible } from "./visible.ts";

describe("visible()", () => {
  for (const [text, shown] of [
    ["Ein 'Client' \\ “with” signs, 𐍈 😀", "Ein 'Client' \\ “with” signs, 𐍈 😀"],
    ["", ""],
    ["red\u001B[31m", "red\\u{1b}[31m"],
    ["two\nlines\r", "two\\u{a}lines\\u{d}"],
    ["\u0000\u007F\u009B", "\\u{0}\\u{7f}\\u{9b}"],
    ["half \uD800", "half \\u{d800}"],
    ["txt.\u202Eexe\u202C", "txt.\\u{202e}exe\\u{202c}"],
    ["\u2066x\u2069", "\\u{2066}x\\u{2069}"],
  ] as const) {
    it(`shows ${JSON.stringify(text)} as ${shown}`, () => assert.equal(visible(text), shown));
  }
});
