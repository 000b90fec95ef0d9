import { assert } from "chai";
import { OAuthError, isOauthProblem } from "./mod.ts";

describe("the problems of OAuth 1.0a", () => {
  for (const [word, status] of [
    ["version_rejected", 400],
    ["parameter_absent", 400],
    ["parameter_rejected", 400],
    ["signature_method_rejected", 400],
    ["signature_invalid", 401],
    ["nonce_used", 401],
    ["timestamp_refused", 401],
    ["consumer_key_unknown", 401],
    ["token_rejected", 401],
    ["token_expired", 401],
  ] as const) {
    it(`answer ${word} with ${status}`, () => {
      assert.isTrue(isOauthProblem(word));
      assert.equal(new OAuthError(word, "Cannot").status, status);
    });
  }

  for (const word of ["invalid_request", "", "toString", "__proto__"])
    it(`are not '${word}'`, () => assert.isFalse(isOauthProblem(word)));
});
