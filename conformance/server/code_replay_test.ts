import { assert } from "chai";
import { tokenIntrospection } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, redeem } from "../support/journey.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

async function replayed(target: Target) {
  const journey = await authorize(target);
  const tokens = await redeem(journey);
  await assertRefused(redeem(journey), "invalid_grant");
  return { journey, tokens };
}

suite("a code that is used twice", (open) => {
  rule("RFC6749-4.1.2-5", "is refused", async () => {
    await replayed(await open());
  });

  rule("RFC6749-4.1.2-6", "ends the tokens that the first use gave", async function () {
    const target = await open();
    const { journey, tokens } = await replayed(target);
    need(this, journey.config.serverMetadata().introspection_endpoint, "introspection endpoint");
    assert.isFalse((await tokenIntrospection(journey.config, tokens.access_token)).active);
  });

  beyond("RFC6749-4.1.2-6", "ends them even when another client presents it", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    need(this, target.own, "two clients with the same redirect URI");
    const journey = await authorize(target);
    const tokens = await redeem(journey);
    const thief = { ...journey, config: await configure(target, native) };
    await assertRefused(redeem(thief), "invalid_grant");
    assert.isFalse((await tokenIntrospection(journey.config, tokens.access_token)).active);
  });
});
