import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { jktOf, tokenWithProof } from "./access_token.ts";

const RECORD = { client: 1, scope: [], issuedAt: 0, expiresAt: 1 };

describe("jktOf()", () => {
  for (const [name, extra, expected] of [
    ["no member", undefined, undefined],
    ["other members", { aud: ["urn:a"] }, undefined],
    ["a certificate", { cnf: { "x5t#S256": "x" } }, undefined],
    ["a confirmation that is none", { cnf: "x" }, undefined],
    ["a thumbprint that is none", { cnf: { jkt: 1 } }, undefined],
    ["a key", { cnf: { jkt: "x" } }, "x"],
  ] as const) {
    it(`finds ${expected ?? "none"} in a token with ${name}`, () =>
      assert.equal(jktOf(extra === undefined ? RECORD : { ...RECORD, extra }), expected));
  }
});

describe("tokenWithProof()", () => {
  for (const [authorization, expected] of [
    [undefined, undefined],
    ["Bearer a", undefined],
    ["DPoP a", "a"],
  ] as const) {
    it(`finds ${expected ?? "none"} behind '${authorization ?? "nothing"}'`, async () => {
      const { issuer } = await issuerUnderTest();
      const headers = authorization === undefined ? {} : { authorization };
      assert.equal(tokenWithProof(exchangeAt(issuer, { headers })), expected);
    });
  }
});
