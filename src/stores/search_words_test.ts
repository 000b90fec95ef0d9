import { assert } from "chai";
import * as fc from "fast-check";
import { matchesTerms, searchTerms, searchWords } from "./search_words.ts";

describe("searchWords()", () => {
  for (const [text, words] of [
    ["", []],
    ["  ", []],
    ["Ada", ["ada"]],
    ["Mary Ann", ["mary", "ann"]],
    ["ÄRGER ﬁnn", ["ärger", "finn"]],
    ["ada@mail.example.com", ["ada@mail.example.com", "mail.example.com", "example.com", "com"]],
    ["O'Hara-Smith", ["o'hara-smith", "hara-smith", "smith"]],
    ["@ada", ["@ada", "ada"]],
    ["a--b", ["a--b", "b"]],
    ["ada ADA", ["ada"]],
    ["…", ["..."]],
  ] as const) {
    it(`of ${JSON.stringify(text)} are ${JSON.stringify(words)}`, () => assert.deepEqual(searchWords(text), words));
  }

  it("are few and short, whatever the text is", () => {
    const many = searchWords("a.".repeat(500));
    assert.isAtMost(many.length, 20);
    for (const word of searchWords("\u{1F600}".repeat(500))) assert.lengthOf(Array.from(word), 200);
  });
});

describe("searchTerms()", () => {
  it("are the words that were typed, folded, eight at most", () => {
    assert.deepEqual(searchTerms(" Ada  example.COM "), ["ada", "example.com"]);
    assert.lengthOf(searchTerms("a b c d e f g h i j"), 8);
  });
});

describe("matchesTerms()", () => {
  for (const [text, asked, expected] of [
    ["Ada Lovelace", "lov", true],
    ["Ada Lovelace", "ada LOVELACE", true],
    ["Ada Lovelace", "love ada", true],
    ["Ada Lovelace", "ovelace", false],
    ["Ada Lovelace", "ada bob", false],
    ["ada@example.com", "example.com", true],
    ["ada@example.com", "xample", false],
    ["100%", "%", false],
    ["a_b", "a%", false],
    ["anything", "", true],
  ] as const) {
    it(`${expected ? "finds" : "does not find"} ${JSON.stringify(text)} by ${JSON.stringify(asked)}`, () =>
      assert.equal(matchesTerms(searchWords(text), searchTerms(asked)), expected));
  }

  it("finds a text by itself and by every beginning of it", () => {
    const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.nat(60), (text, length) => {
        fc.pre(text.split(/\s/u).length < 5 && !/[^\p{L}\p{N}\s]/u.test(text.normalize("NFKC")));
        // Marks that are cut from their letter, and a sigma that becomes the last letter, fold to something else.
        fc.pre(!/[\p{M}Σσς]/u.test(text.normalize("NFD")));
        const beginning = Array.from(text).slice(0, length).join("");
        assert.isTrue(matchesTerms(searchWords(text), searchTerms(beginning)));
      }),
    );
  });
});
