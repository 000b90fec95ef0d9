import { assert } from "chai";
import type { Context } from "mocha";
import {
  type Configuration,
  clientCredentialsGrant,
  genericGrantRequest,
  refreshTokenGrant,
  tokenIntrospection,
  tokenRevocation,
} from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, basic, postForm, redeem } from "../support/journey.ts";
import { beyond, rule } from "../support/rule.ts";
import { stranger } from "../support/stranger.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

async function issued(context: Context, target: Target) {
  const journey = await authorize(target);
  const tokens = await redeem(journey);
  const refresh = need(context, tokens.refresh_token, "refresh token for this request");
  const other = await configure(target, await stranger(context, target));
  return { config: journey.config, access: tokens.access_token, refresh, other };
}

/** An access token by each grant that has no code. */
const TOKENS: Readonly<Record<string, (config: Configuration, target: Target) => Promise<string>>> = {
  client_credentials: async (config) => (await clientCredentialsGrant(config)).access_token,
  password: async (config, { person }) => (await genericGrantRequest(config, "password", { ...person })).access_token,
  refresh_token: async (config, target) => {
    const { refresh_token: refresh = "" } = await redeem(await authorize(target));
    return (await refreshTokenGrant(config, refresh)).access_token;
  },
};

suite("two clients that differ in nothing but who they are", (open) => {
  rule(["RFC6749-4.1.3-3", "RFC6749-4.1.2-7"], "cannot redeem each other's codes", async function () {
    const target = await open();
    const other = await configure(target, await stranger(this, target));
    const journey = await authorize(target);
    await assertRefused(redeem({ ...journey, config: other }), "invalid_grant");
  });

  beyond("RFC6749-4.1.3-3", "do not use up a code that they may not have", async function () {
    const target = await open();
    const other = await configure(target, await stranger(this, target));
    const journey = await authorize(target);
    await redeem({ ...journey, config: other }).catch(() => undefined);
    assert.isString((await redeem(journey)).access_token);
  });

  rule(["RFC6749-6-3", "RFC6749-10.4-1"], "cannot use each other's refresh tokens", async function () {
    const { refresh, other } = await issued(this, await open());
    await assertRefused(refreshTokenGrant(other, refresh), "invalid_grant");
  });

  beyond("RFC6749-10.4-1", "do not end a family whose refresh token they show", async function () {
    const { config, refresh, other } = await issued(this, await open());
    await refreshTokenGrant(other, refresh).catch(() => undefined);
    assert.isString((await refreshTokenGrant(config, refresh)).access_token);
  });

  rule("RFC7009-2.1-3", "cannot revoke each other's refresh tokens", async function () {
    const { config, refresh, other } = await issued(this, await open());
    await tokenRevocation(other, refresh).catch(() => undefined);
    assert.isString((await refreshTokenGrant(config, refresh)).access_token);
  });

  for (const [grant, tokenBy] of Object.entries(TOKENS)) {
    rule("RFC7009-2.1-3", `cannot revoke what the other got by ${grant}`, async function () {
      const target = await open();
      const { config, other } = await issued(this, target);
      const token = await tokenBy(config, target);
      await tokenRevocation(other, token).catch(() => undefined);
      assert.isTrue((await tokenIntrospection(config, token)).active);
    });
  }

  rule("RFC6749-2.3-1", "cannot name the other in the body and themselves in the header", async function () {
    const target = await open();
    const { refresh, config } = await issued(this, target);
    const { token_endpoint: url } = config.serverMetadata();
    const form = { grant_type: "refresh_token", refresh_token: refresh, client_id: target.confidential.id };
    const { status, body } = await postForm(url, form, basic(await stranger(this, target)));
    assert.deepEqual([status, body["error"]], [400, "invalid_request"]);
  });
});
