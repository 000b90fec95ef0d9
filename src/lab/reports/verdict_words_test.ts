import { assert } from "chai";
import { describe, it } from "mocha";
import { VERDICTS } from "../judge/verdict.ts";
import { sampleVerdict } from "./_sample_report_test.ts";
import { groundsOf, isBad, lawUrlOf, MEANING_OF } from "./verdict_words.ts";

describe("MEANING_OF", () => {
  it("explains every word in a sentence of its own", () => {
    const meanings = VERDICTS.map((word) => MEANING_OF[word]);
    assert.lengthOf(new Set(meanings), VERDICTS.length);
    for (const meaning of meanings) assert.match(meaning, /^[A-Z].*[^.]$/);
  });
});

describe("isBad()", () => {
  it("is true of what is to be looked into", () => {
    assert.deepEqual(VERDICTS.filter(isBad), ["failed", "inconclusive"]);
  });
});

describe("groundsOf()", () => {
  const { rule, keyword, demands, ...plain } = sampleVerdict("failed");
  for (const [what, parts, expected] of [
    [
      "a rule and what it demands",
      { rule, keyword, demands },
      "It was failed. OIDC-3.1.3.7-2 (MUST): Compare the issuer.",
    ],
    ["a rule alone", { rule }, "It was failed. OIDC-3.1.3.7-2."],
    ["a demand alone", { demands }, "It was failed. Compare the issuer."],
    ["neither", {}, "It was failed."],
  ] as const) {
    it(`tells ${what}`, () => {
      const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
      assert.equal(groundsOf({ ...plain, ...given }), expected);
    });
  }
});

describe("lawUrlOf()", () => {
  it("is where the sentence stands, if one is cited", () => {
    assert.include(lawUrlOf(sampleVerdict("failed")) ?? "", "3.1.3.7");
    const { rule: _rule, ...plain } = sampleVerdict("failed");
    assert.isUndefined(lawUrlOf(plain));
  });
});
