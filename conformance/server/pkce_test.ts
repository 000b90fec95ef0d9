import { assert } from "chai";
import { calculatePKCECodeChallenge, randomPKCECodeVerifier } from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, basic, postForm, redeem } from "../support/journey.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";

suite("PKCE", (open) => {
  rule("RFC7636-4.6-3", "refuses another verifier", async () => {
    const journey = await authorize(await open());
    await assertRefused(redeem({ ...journey, verifier: randomPKCECodeVerifier() }), "invalid_grant");
  });

  rule("RFC9700-2.1.1-2", "refuses a code without the verifier when there was a challenge", async () => {
    const target = await open();
    const { config, sentTo } = await authorize(target);
    const { token_endpoint: url } = config.serverMetadata();
    const form = {
      grant_type: "authorization_code",
      code: sentTo?.searchParams.get("code") ?? "",
      redirect_uri: target.confidential.redirectUri,
    };
    const { status, body } = await postForm(url, form, basic(target.confidential));
    assert.equal(status, 400);
    assert.equal(body["error"], "invalid_grant");
  });

  rule("RFC7636-4.4.1-1", "refuses a request without a challenge", async function () {
    const target = await open();
    const native = need(this, target.native, "public client");
    const { sentTo } = await authorize(target, {
      client: native,
      change: { code_challenge: undefined, code_challenge_method: undefined },
    });
    assert.equal(sentTo?.searchParams.get("error"), "invalid_request");
  });

  rule("RFC7636-4.4.1-2", "refuses a transformation that it does not have", async () => {
    const { sentTo } = await authorize(await open(), { change: { code_challenge_method: "S512" } });
    assert.equal(sentTo?.searchParams.get("error"), "invalid_request");
  });

  beyond("RFC7636-7.2-1", "refuses the method plain unless a setting allows it", async () => {
    const verifier = randomPKCECodeVerifier();
    const { sentTo } = await authorize(await open(), {
      change: { code_challenge: verifier, code_challenge_method: "plain" },
    });
    assert.equal(sentTo?.searchParams.get("error"), "invalid_request");
  });

  beyond("RFC7636-4.6-3", "a wrong verifier does not use the code up", async function () {
    const target = await open();
    need(this, target.own, "code that survives a wrong verifier");
    const journey = await authorize(target);
    await assertRefused(redeem({ ...journey, verifier: randomPKCECodeVerifier() }), "invalid_grant");
    assert.isString((await redeem(journey)).access_token);
  });

  rule(
    ["RFC7636-4.6-1", "RFC7636-4.4-1", "RFC8252-6-3"],
    "takes the verifier that belongs to the challenge",
    async () => {
      const verifier = "a".repeat(128);
      const challenge = await calculatePKCECodeChallenge(verifier);
      const journey = await authorize(await open(), { change: { code_challenge: challenge } });
      assert.isString((await redeem({ ...journey, verifier })).access_token);
    },
  );
});
