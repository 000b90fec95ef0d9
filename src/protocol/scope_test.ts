import { assert } from "chai";
import { assert as forAll, constantFrom, property, string, uniqueArray } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { isSubset, joinScopes, narrowScope, parseScope, printScope, sameScope } from "./mod.ts";
import { hostileText } from "./_arbitrary_test.ts";
import { answersOrRefuses, assertRefused } from "./_refusal_test.ts";

const WORD_CHARACTERS = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).filter(
  (character) => character !== '"' && character !== "\\",
);

const word = string({ unit: constantFrom(...WORD_CHARACTERS), minLength: 1, maxLength: 8 });
const scope = uniqueArray(word, { maxLength: 6 });
// few words, so that scopes overlap
const near = uniqueArray(constantFrom("a", "b", "c", "d"), { maxLength: 4 });

describe("parseScope()", () => {
  for (const [name, text, words] of [
    ["nothing as no words", "", []],
    ["one word", "read", ["read"]],
    ["words in the order asked", "write read", ["write", "read"]],
    ["a repeated word once", "a b a", ["a", "b"]],
    ["URIs and colons", "https://api.example/x urn:a:b", ["https://api.example/x", "urn:a:b"]],
    ["words that differ in case as two", "Read read", ["Read", "read"]],
    ["every legal character", WORD_CHARACTERS.join(""), [WORD_CHARACTERS.join("")]],
  ] as const) {
    it(`reads ${name}`, () => assert.deepEqual(parseScope(text), words));
  }

  for (const [name, text] of [
    ["a double quote", 'a"b'],
    ["a backslash", "a\\b"],
    ["a tabulator", "a\tb"],
    ["DEL", "a\x7f"],
    ["a letter beyond ASCII", "größe"],
    ["a no-break space", "a\u00a0b"],
  ] as const) {
    rule("RFC6749-3.3-4", `refuses ${name}`, () => {
      assertRefused(() => parseScope(text), { code: "invalid_scope", rule: "RFC6749-3.3-4", says: "not allowed" });
    });
  }

  for (const text of [" ", " a", "a ", "a  b"]) {
    it(`refuses stray spaces in '${text}'`, () => {
      assertRefused(() => parseScope(text), { code: "invalid_scope", says: "single spaces" });
    });
  }
});

describe("narrowScope()", () => {
  it("keeps the order in which was asked", () => {
    assert.deepEqual(narrowScope(["c", "a", "x"], ["a", "b", "c"]), ["c", "a"]);
  });
});

describe("joinScopes()", () => {
  it("puts the second's new words behind the first's", () => {
    assert.deepEqual(joinScopes(["b", "a"], ["c", "a"]), ["b", "a", "c"]);
  });
});

describe("sameScope()", () => {
  it("does not look at the order", () => assert.isTrue(sameScope(["a", "b"], ["b", "a"])));
  it("tells a part from the whole, either way", () => {
    assert.isFalse(sameScope(["a"], ["a", "b"]));
    assert.isFalse(sameScope(["a", "b"], ["a"]));
  });
});

describe("scope properties", () => {
  it("parses what it printed", () => {
    forAll(property(scope, (words) => assert.deepEqual(parseScope(printScope(words)), words)));
  });

  it("answers or refuses", () => {
    forAll(property(hostileText, (text) => void answersOrRefuses(() => parseScope(text))));
  });

  it("has subset as a partial order", () => {
    forAll(
      property(near, near, near, (a, b, c) => {
        assert.isTrue(isSubset(a, a));
        if (isSubset(a, b) && isSubset(b, a)) assert.sameMembers(a, b);
        if (isSubset(a, b) && isSubset(b, c)) assert.isTrue(isSubset(a, c));
      }),
    );
  });

  it("never widens when it narrows, and loses nothing that both have", () => {
    forAll(
      property(near, near, (asked, granted) => {
        const narrowed = narrowScope(asked, granted);
        assert.isTrue(isSubset(narrowed, asked) && isSubset(narrowed, granted));
        assert.isTrue(asked.every((one) => !granted.includes(one) || narrowed.includes(one)));
        assert.equal(isSubset(asked, granted), sameScope(narrowed, asked));
      }),
    );
  });

  it("joins to the least scope that holds both", () => {
    forAll(
      property(near, near, (a, b) => {
        const joined = joinScopes(a, b);
        assert.isTrue(isSubset(a, joined) && isSubset(b, joined));
        assert.lengthOf(joined, new Set([...a, ...b]).size);
      }),
    );
  });
});
