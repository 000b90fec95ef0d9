import { assert } from "chai";
import { assert as forAll, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { checkChallenge, checkVerifier, matchesChallenge, s256 } from "./mod.ts";
import { assertRefused } from "./_refusal_test.ts";
import vector from "./testdata/rfc7636.json" with { type: "json" };
import { characterOf } from "./_arbitrary_test.ts";

const UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
const { challenge, octets, verifier } = vector;

describe("s256()", () => {
  it("computes the challenge of RFC 7636 appendix B", () => {
    assert.equal(Buffer.from(octets).toString("base64url"), verifier);
    assert.equal(s256(verifier), challenge);
  });
});

describe("matchesChallenge()", () => {
  rule(["RFC7636-4.6-1", "RFC7636-4.6-4"], "takes the pair of RFC 7636 appendix B", () => {
    assert.isTrue(matchesChallenge(challenge, verifier));
  });

  for (const [name, asked, shown] of [
    ["another verifier", challenge, `${verifier.slice(0, -1)}l`],
    ["no verifier", challenge, ""],
    ["the challenge itself", challenge, challenge],
    ["a challenge with padding", `${challenge}=`, verifier],
    ["a challenge in plain base64", challenge.replace("-", "+"), verifier],
    ["an empty challenge", "", verifier],
    ["an empty challenge and no verifier", "", ""],
    ["two that are alike, as plain would", verifier, verifier],
    ["a challenge with NUL behind", `${challenge}\0`, verifier],
  ] as const) {
    rule("RFC7636-4.6-1", `refuses ${name}`, () => assert.isFalse(matchesChallenge(asked, shown)));
  }
});

for (const [name, check, refusal] of [
  ["checkVerifier()", checkVerifier, { code: "invalid_grant", rule: "RFC7636-4.6-3", says: "code_verifier" }],
  ["checkChallenge()", checkChallenge, { code: "invalid_request", says: "code_challenge" }],
] as const) {
  describe(name, () => {
    for (const text of [verifier, "~".repeat(43), "a".repeat(128), UNRESERVED]) {
      it(`lets ${text.length} characters such as ${text.slice(0, 8)} through`, () => check(text));
    }

    for (const text of [
      "",
      "a".repeat(42),
      "a".repeat(129),
      `${verifier}=`,
      `${verifier}+`,
      `${verifier} `,
      `${verifier}ü`,
      `${verifier}\0`,
    ]) {
      it(`refuses ${text.length} characters that end in '${text.slice(-1)}'`, () =>
        assertRefused(() => check(text), refusal));
    }
  });
}

describe("pkce properties", () => {
  const anyVerifier = string({ unit: characterOf(UNRESERVED), minLength: 43, maxLength: 128 });

  it("lets the right verifier through always, and another one never", () => {
    forAll(
      property(anyVerifier, anyVerifier, (right, other) => {
        assert.isTrue(matchesChallenge(s256(right), right));
        assert.equal(matchesChallenge(s256(right), other), right === other);
      }),
    );
  });

  it("makes challenges of 43 characters that are well formed", () => {
    forAll(
      property(string({ unit: "binary" }), (text) => {
        assert.lengthOf(s256(text), 43);
        checkChallenge(s256(text));
      }),
    );
  });
});
