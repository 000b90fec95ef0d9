import { assert } from "chai";
import { tokenIntrospection } from "openid-client";
import { authorize, basic, postForm, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import type { Target } from "../support/target.ts";
import type { Context } from "mocha";

async function introspectable(context: Context, target: Target) {
  const journey = await authorize(target);
  const url = need(context, journey.config.serverMetadata().introspection_endpoint, "introspection endpoint");
  return { url, config: journey.config, tokens: await redeem(journey) };
}

suite("introspection", (open) => {
  rule("RFC7662-2.2-1", "describes a live access token", async function () {
    const target = await open();
    const { config, tokens } = await introspectable(this, target);
    const answer = await tokenIntrospection(config, tokens.access_token);
    assert.isTrue(answer.active);
    assert.equal(answer.client_id, target.confidential.id);
    assert.equal(answer.scope, target.scope);
  });

  rule("RFC7662-2.2-1", "describes a live refresh token", async function () {
    const { config, tokens } = await introspectable(this, await open());
    const answer = await tokenIntrospection(config, need(this, tokens.refresh_token, "refresh token for this request"));
    assert.isTrue(answer.active);
  });

  rule(["RFC7662-2.2-2", "RFC7662-2.3-2"], "says no more of a dead token than that it is dead", async function () {
    const { config } = await introspectable(this, await open());
    assert.deepEqual({ ...(await tokenIntrospection(config, "made-up")) }, { active: false });
  });

  rule("RFC7662-2.1-3", "is not misled by a wrong hint", async function () {
    const { config, tokens } = await introspectable(this, await open());
    assert.isTrue((await tokenIntrospection(config, tokens.access_token, { token_type_hint: "refresh_token" })).active);
  });

  rule("RFC7662-2.1-2", "refuses who does not say who asks", async function () {
    const { url, tokens } = await introspectable(this, await open());
    const { status } = await postForm(url, { token: tokens.access_token });
    assert.include([400, 401], status);
  });

  rule("RFC7662-2.3-1", "refuses a wrong secret with 401", async function () {
    const target = await open();
    const { url, tokens } = await introspectable(this, target);
    const { status, body } = await postForm(
      url,
      { token: tokens.access_token },
      basic({ ...target.confidential, secret: "wrong" }),
    );
    assert.deepEqual([status, body["error"]], [401, "invalid_client"]);
  });
});
