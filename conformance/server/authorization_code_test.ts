import { assert } from "chai";
import { authorizationCodeGrant } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure } from "../support/target.ts";

suite("authorization code", (open) => {
  rule(
    ["RFC6749-4.1.2-1", "RFC6749-4.1.4-1", "RFC6749-5.1-1", "RFC6749-5.1-2"],
    "gives a code, and tokens for it",
    async () => {
      const tokens = await redeem(await authorize(await open()));
      assert.isString(tokens.access_token);
      assert.equal(tokens.token_type, "bearer");
      assert.isAbove(tokens.expires_in ?? 0, 0);
    },
  );

  rule("RFC6749-4.1.2-8", "gives the state back as it came", async () => {
    const state = "a state with spaces & signs = %41+";
    const { sentTo } = await authorize(await open(), { change: { state } });
    assert.equal(sentTo?.searchParams.get("state"), state);
  });

  rule("RFC6749-4.1.3-4", "refuses a code that nobody made", async () => {
    const journey = await authorize(await open());
    journey.sentTo?.searchParams.set("code", "made-up");
    await assertRefused(redeem(journey), "invalid_grant");
  });

  rule("RFC6749-4.1.3-5", "refuses a code with another redirect_uri than the request had", async () => {
    const { config, sentTo, verifier, state } = await authorize(await open());
    const elsewhere = new URL(sentTo ?? "");
    elsewhere.pathname = "/elsewhere";
    await assertRefused(
      authorizationCodeGrant(config, elsewhere, { pkceCodeVerifier: verifier, expectedState: state }),
      "invalid_grant",
    );
  });

  rule("RFC6749-4.1.3-3", "refuses a code that another client got", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    const journey = await authorize(target);
    await assertRefused(redeem({ ...journey, config: await configure(target, native) }), "invalid_grant");
  });

  rule("RFC6749-4.1.2.1-2", "tells the client when the person denies", async () => {
    const { sentTo } = await authorize(await open(), { mind: "deny" });
    assert.equal(sentTo?.searchParams.get("error"), "access_denied");
    assert.isNull(sentTo?.searchParams.get("code") ?? null);
  });
});
