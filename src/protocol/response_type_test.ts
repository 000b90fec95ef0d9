import { assert } from "chai";
import { constantFrom, assert as forAll, property, shuffledSubarray } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { parseResponseType, printResponseType } from "./mod.ts";
import { hostileText } from "./_arbitrary_test.ts";
import { answersOrRefuses, assertRefused } from "./_refusal_test.ts";

describe("parseResponseType()", () => {
  for (const [text, words] of [
    ["code", ["code"]],
    ["token", ["token"]],
    ["id_token code", ["code", "id_token"]],
    ["token id_token code", ["code", "id_token", "token"]],
    ["Code", ["Code"]],
  ] as const) {
    it(`reads '${text}'`, () => assert.deepEqual(parseResponseType(text), words));
  }

  for (const text of [
    "",
    " ",
    "code ",
    " code",
    "code  token",
    "code code",
    "code,token",
    "co-de",
    "cödé",
    "code\0",
    'code"',
  ]) {
    rule("RFC6749-3.1.1-2", `refuses '${text}'`, () => {
      assertRefused(() => parseResponseType(text), { code: "unsupported_response_type", rule: "RFC6749-3.1.1-2" });
    });
  }
});

describe("response_type properties", () => {
  const words = shuffledSubarray(["code", "token", "id_token", "none", "x_1"], { minLength: 1 });

  it("does not look at the order, and parses what it printed", () => {
    forAll(
      property(words, (list) => {
        assert.deepEqual(parseResponseType(list.join(" ")), list.toSorted());
        assert.deepEqual(parseResponseType(printResponseType(list)), list.toSorted());
      }),
    );
  });

  it("refuses each word that stands twice", () => {
    forAll(
      property(words, constantFrom("code", "token"), (list, again) => {
        assert.isFalse(answersOrRefuses(() => parseResponseType([again, ...list, again].join(" "))));
      }),
    );
  });

  it("answers or refuses", () => {
    forAll(property(hostileText, (text) => void answersOrRefuses(() => parseResponseType(text))));
  });
});
