import { assert } from "chai";
import { refreshTokenGrant, tokenIntrospection, tokenRevocation } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, postForm, redeem } from "../support/journey.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";
import type { Context } from "mocha";

async function issued(context: Context, target: Target) {
  const journey = await authorize(target);
  need(context, journey.config.serverMetadata().revocation_endpoint, "revocation endpoint");
  return { config: journey.config, tokens: await redeem(journey) };
}

suite("revocation", (open) => {
  rule("RFC7009-2.1-5", "ends an access token", async function () {
    const { config, tokens } = await issued(this, await open());
    need(this, config.serverMetadata().introspection_endpoint, "introspection endpoint");
    await tokenRevocation(config, tokens.access_token);
    assert.isFalse((await tokenIntrospection(config, tokens.access_token)).active);
  });

  rule(
    ["RFC7009-2.1-4", "RFC7009-2.1-6"],
    "ends a refresh token and the access tokens that came with it",
    async function () {
      const { config, tokens } = await issued(this, await open());
      const refresh = need(this, tokens.refresh_token, "refresh token for this request");
      await tokenRevocation(config, refresh);
      await assertRefused(refreshTokenGrant(config, refresh), "invalid_grant");
      assert.isFalse((await tokenIntrospection(config, tokens.access_token)).active);
    },
  );

  rule("RFC7009-2.1-6", "leaves the tokens of another authorization alone", async function () {
    const target = await open();
    const { config, tokens } = await issued(this, target);
    const { tokens: others } = await issued(this, target);
    await tokenRevocation(config, tokens.access_token);
    assert.isTrue((await tokenIntrospection(config, others.access_token)).active);
    assert.isString((await refreshTokenGrant(config, others.refresh_token ?? "")).access_token);
  });

  beyond("RFC7009-2.1-5", "an access token takes its refresh token along", async function () {
    const target = await open();
    const { config, tokens } = await issued(this, target);
    need(this, target.own, "family that ends as one");
    await tokenRevocation(config, tokens.access_token);
    await assertRefused(refreshTokenGrant(config, tokens.refresh_token ?? ""), "invalid_grant");
  });

  rule("RFC7009-2.2-1", "answers 200 for a token that nobody made", async function () {
    const { config } = await issued(this, await open());
    await tokenRevocation(config, "made-up");
  });

  rule("RFC7009-2.1-7", "is not misled by a wrong hint", async function () {
    const { config, tokens } = await issued(this, await open());
    const refresh = need(this, tokens.refresh_token, "refresh token for this request");
    await tokenRevocation(config, refresh, { token_type_hint: "access_token" });
    await assertRefused(refreshTokenGrant(config, refresh), "invalid_grant");
  });

  rule("RFC7009-2.1-3", "refuses another client's token", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    const { config, tokens } = await issued(this, target);
    await tokenRevocation(await configure(target, native), tokens.access_token).catch(() => undefined);
    need(this, config.serverMetadata().introspection_endpoint, "introspection endpoint");
    assert.isTrue((await tokenIntrospection(config, tokens.access_token)).active);
  });

  rule("RFC7009-2.1-2", "refuses whom it does not know", async function () {
    const { config, tokens } = await issued(this, await open());
    const { status, body } = await postForm(config.serverMetadata().revocation_endpoint, {
      token: tokens.access_token,
    });
    assert.include([400, 401], status);
    assert.include(["invalid_client", "invalid_request"], body["error"]);
  });
});
