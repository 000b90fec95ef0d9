import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { sampleApi } from "../../src/sample_api/mod.ts";
import { type ApiUnderTest, apiUnderTest, challengeOf } from "./api_under_test.ts";

/** @see RFC 6750 3: what error and error_description may hold */
const LEGAL = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

describe("what a client is told by an API that refuses it", () => {
  let api: ApiUnderTest;

  before(async () => {
    api = await apiUnderTest(({ issuer }) => [sampleApi({ issuer })]);
  });
  after(() => api.close());

  rule(["RFC6749-7-2", "RFC6749-7.2-1"], "is that the token lacks a scope, and which", async () => {
    const answer = await api.call("/api/users/", { token: await api.token({ scope: "write" }) });
    assert.equal(answer.status, 403);
    assert.deepInclude(challengeOf(answer), { error: "insufficient_scope", scope: "read" });
  });

  rule("RFC6750-3-10", "stays within the characters that a challenge may hold, whatever the token", async () => {
    for (const token of ["ts_at_unknown", "a".repeat(2_000), await api.token({ scope: "write" })]) {
      const { error = "", error_description: description = "" } = challengeOf(await api.call("/api/users/", { token }));
      assert.match(error, LEGAL);
      assert.match(description, LEGAL);
    }
  });
});
