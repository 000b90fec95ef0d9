import { assert } from "chai";
import { assert as forAll, constantFrom, property, string, stringMatching, tuple } from "fast-check";
import { rule } from "../../../conformance/support/rule.ts";
import { type Random, seededRandom } from "../../platform/mod.ts";
import { drawUserCode, parseUserCode, printUserCode, userCodeKey } from "./user_code.ts";

const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const KEY = Buffer.alloc(32, 7);
const codes = stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);

/** Randomness that draws the same bytes over and over. */
function drawing(...bytes: readonly number[]): Random {
  const random = seededRandom("unused");
  return {
    ...random,
    bytes: (count) => Buffer.from(Array.from({ length: count }, (_, at) => bytes[at % bytes.length]!)),
  };
}

describe("drawUserCode()", () => {
  rule(["RFC8628-6.1-4", "RFC8628-5.1-2"], "draws eight of twenty letters, each as often as the others", () => {
    const random = seededRandom("user codes");
    const counts = new Map<string, number>();
    for (let draws = 0; draws < 5_000; draws += 1) {
      const code = drawUserCode(random);
      assert.lengthOf(code, 8);
      for (const letter of code.split("")) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    assert.sameMembers([...counts.keys()], LETTERS.split(""));
    for (const count of counts.values()) assert.approximately(count, 2_000, 250);
  });

  rule("RFC8628-6.1-4", "has neither a vowel nor what could be taken for another letter or a digit", () => {
    for (const odd of "AEIOUY01258".split("")) assert.notInclude(LETTERS, odd);
  });

  it("takes the bytes in their order, and none that would favour a letter", () => {
    assert.equal(drawUserCode(drawing(0, 1, 19, 20, 239, 255, 240, 2)), "BCZBZDBC");
  });
});

describe("parseUserCode()", () => {
  it("reads what printUserCode() prints", () => {
    assert.equal(printUserCode("WDJBMJHT"), "WDJB-MJHT");
    forAll(property(codes, (code) => assert.equal(parseUserCode(printUserCode(code)), code)));
  });

  rule(["RFC8628-6.1-1", "RFC8628-6.1-2", "RFC8628-6.1-3"], "takes no notice of case and of what no code has", () => {
    const odd = string({
      unit: constantFrom("-", " ", ".", "\u2013", "\u00a0", "a", "O", "1", "_", "\n"),
      maxLength: 5,
    });
    forAll(
      property(codes, tuple(odd, odd, odd), (code, [before, within, behind]) => {
        const typed = before + code.slice(0, 3).toLowerCase() + within + code.slice(3) + behind;
        assert.equal(parseUserCode(typed), code);
      }),
    );
  });

  it("takes letters of full width for what they are", () =>
    assert.equal(parseUserCode("ＷＤＪＢ－ＭＪＨＴ"), "WDJBMJHT"));

  for (const typed of [
    "",
    "WDJBMJH",
    "WDJBMJHTB",
    "--------",
    "AEIOUAEI",
    "W".repeat(101),
    `${" ".repeat(93)}WDJBMJHT`,
  ]) {
    it(`knows '${typed.slice(0, 12)}' of ${typed.length} characters for none`, () =>
      assert.isUndefined(parseUserCode(typed)));
  }

  it("never throws, and answers nothing but eight letters", () => {
    forAll(
      property(string({ unit: "binary" }), (typed) =>
        assert.match(parseUserCode(typed) ?? "B".repeat(8), /^[B-Z]{8}$/),
      ),
    );
  });
});

describe("userCodeKey()", () => {
  it("is another for each code and each issuer, and does not show the code", () => {
    const key = userCodeKey("WDJBMJHT", KEY);
    assert.match(key, /^[\w-]{22}$/);
    assert.notEqual(key, userCodeKey("WDJBMJHB", KEY));
    assert.notEqual(key, userCodeKey("WDJBMJHT", Buffer.alloc(32, 8)));
    assert.equal(key, userCodeKey("WDJBMJHT", KEY));
  });
});
