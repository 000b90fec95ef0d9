import { assert } from "chai";
import { refreshTokenGrant, tokenIntrospection } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";
import type { Context } from "mocha";

async function refreshable(context: Context, target: Target) {
  const { config } = await authorize(target);
  const tokens = await redeem(await authorize(target));
  return { config, tokens, refresh: need(context, tokens.refresh_token, "refresh token for this request") };
}

suite("refresh token", (open) => {
  rule("RFC6749-6-1", "gives a new access token", async function () {
    const { config, tokens, refresh } = await refreshable(this, await open());
    const next = await refreshTokenGrant(config, refresh);
    assert.notEqual(next.access_token, tokens.access_token);
  });

  rule("RFC9700-4.14.2-1", "ends everything when an old one comes again", async function () {
    const target = await open();
    need(this, target.own, "rotation for confidential clients");
    const { config, refresh } = await refreshable(this, target);
    const next = await refreshTokenGrant(config, refresh);
    await assertRefused(refreshTokenGrant(config, refresh), "invalid_grant");
    await assertRefused(refreshTokenGrant(config, next.refresh_token ?? ""), "invalid_grant");
    assert.isFalse((await tokenIntrospection(config, next.access_token)).active);
  });

  rule("RFC6749-6-5", "never widens the scope", async function () {
    const target = await open();
    const { config, refresh } = await refreshable(this, target);
    await assertRefused(refreshTokenGrant(config, refresh, { scope: `${target.scope} write` }), "invalid_scope");
  });

  rule(["RFC6749-6-3", "RFC6749-10.4-1"], "refuses one that another client got", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    const { refresh } = await refreshable(this, target);
    await assertRefused(refreshTokenGrant(await configure(target, native), refresh), "invalid_grant");
  });

  rule("RFC6749-6-4", "refuses one that nobody made", async () => {
    const target = await open();
    await assertRefused(refreshTokenGrant(await configure(target, target.confidential), "made-up"), "invalid_grant");
  });
});
