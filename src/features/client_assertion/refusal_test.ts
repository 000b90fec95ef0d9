import { assert } from "chai";
import { ALL_RULES } from "../../../conformance/rules/mod.ts";
import { type JwtReason, JwtRefused } from "../../protocol/mod.ts";
import { ruleOf, wordsOf } from "./refusal.ts";

const REASONS: readonly JwtReason[] = [
  "malformed",
  "alg",
  "crit",
  "typ",
  "signature",
  "key",
  "expired",
  "not_yet",
  "issuer",
  "audience",
  "missing",
];

describe("ruleOf()", () => {
  for (const reason of REASONS) {
    it(`names a sentence that is in a book for ${reason}`, () => {
      assert.isTrue(ALL_RULES.has(ruleOf(new JwtRefused(reason, "Cannot"))));
    });
  }
});

describe("wordsOf()", () => {
  for (const [message, words] of [
    ["Cannot accept the JWT as it has expired", "Cannot accept the client_assertion as it has expired"],
    ["Cannot read the JWT as it is too long", "Cannot read the client_assertion as it is too long"],
    ["Cannot do anything", "Cannot do anything"],
  ] as const) {
    it(`says '${words}'`, () => assert.equal(wordsOf(new JwtRefused("malformed", message)), words));
  }
});
