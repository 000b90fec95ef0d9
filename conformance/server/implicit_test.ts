import { assert } from "chai";
import { rule } from "../support/rule.ts";
import { authorize } from "../support/journey.ts";
import { need, suite } from "../support/suite.ts";
import type { Target } from "../support/target.ts";
import type { Context } from "mocha";

const NO_PKCE = { code_challenge: undefined, code_challenge_method: undefined };

async function fragmentOf(
  context: Context,
  target: Target,
  change: Readonly<Record<string, string>> = {},
): Promise<URLSearchParams> {
  need(context, target.own, "client that may use the implicit grant");
  const { sentTo } = await authorize(target, { change: { response_type: "token", ...NO_PKCE, ...change } });
  assert.equal(sentTo?.search, "");
  return new URLSearchParams(sentTo?.hash.slice(1));
}

suite("implicit", (open) => {
  rule(
    ["RFC6749-4.2.2-1", "RFC6749-4.2.2-2"],
    "sends an access token in the fragment, and no refresh token",
    async function () {
      const fragment = await fragmentOf(this, await open());
      assert.equal(fragment.get("token_type"), "Bearer");
      assert.isNotNull(fragment.get("access_token"));
      assert.isNull(fragment.get("refresh_token"));
    },
  );

  rule("RFC6749-4.2.2-3", "gives the state back", async function () {
    assert.equal((await fragmentOf(this, await open(), { state: "s 1" })).get("state"), "s 1");
  });

  rule("RFC6749-4.2.2-1", "refuses to send the token in a query", async function () {
    const fragment = await fragmentOf(this, await open(), { response_mode: "query" });
    assert.equal(fragment.get("error"), "invalid_request");
    assert.isNull(fragment.get("access_token"));
  });
});
