import { assert } from "chai";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  type Configuration,
  type DPoPHandle,
  fetchProtectedResource,
  fetchUserInfo,
  getDPoPHandle,
  randomDPoPKeyPair,
  randomPKCECodeVerifier,
  refreshTokenGrant,
  skipSubjectCheck,
  tokenIntrospection,
} from "openid-client";
import { assertRefused } from "../support/assert_refused.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, robot, type Target } from "../support/target.ts";
import type { Context } from "mocha";

/** Our own server, since nobody else's provider says whether it takes proofs. */
async function ownTarget(context: Context, open: () => Promise<Target>): Promise<Target> {
  const target = await open();
  need(context, target.own, "DPoP");
  return target;
}

async function handleOf(config: Configuration): Promise<DPoPHandle> {
  return getDPoPHandle(config, await randomDPoPKeyPair("ES256"));
}

/** Gets tokens by a code that has to be redeemed by a key, and is redeemed by one. */
async function byCode(target: Target, config: Configuration, DPoP: DPoPHandle, named = DPoP) {
  const { confidential: client } = target;
  const verifier = randomPKCECodeVerifier();
  const address = buildAuthorizationUrl(config, {
    redirect_uri: client.redirectUri,
    scope: "openid",
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    dpop_jkt: await named.calculateThumbprint(),
  });
  const { sentTo } = await robot(target).open(address, { post: false });
  assert(sentTo !== undefined, "the browser was not sent back");
  return authorizationCodeGrant(config, sentTo, { pkceCodeVerifier: verifier }, undefined, { DPoP });
}

suite("DPoP", (open) => {
  rule(["RFC9449-5-2", "RFC9449-6.2-1"], "binds the tokens of a code to the key of openid-client", async function () {
    const target = await ownTarget(this, open);
    const config = await configure(target, target.confidential);
    const DPoP = await handleOf(config);
    const tokens = await byCode(target, config, DPoP);
    assert.equal(tokens.token_type, "dpop");
    const said = await tokenIntrospection(config, tokens.access_token);
    assert.equal(said.cnf?.jkt, await DPoP.calculateThumbprint());
    const claims = await fetchUserInfo(config, tokens.access_token, skipSubjectCheck, { DPoP });
    assert.isString(claims.sub);
    const again = await refreshTokenGrant(config, tokens.refresh_token ?? "", undefined, { DPoP });
    assert.equal(again.token_type, "dpop");
  });

  rule("RFC9449-10-1", "refuses a code by another key than the one that was named", async function () {
    const target = await ownTarget(this, open);
    const config = await configure(target, target.confidential);
    const [one, other] = [await handleOf(config), await handleOf(config)];
    await assertRefused(byCode(target, config, one, other), "invalid_grant");
  });

  rule(
    ["RFC9449-7.2-1", "RFC9449-4.3-12"],
    "refuses a bound token without a proof, and by another key",
    async function () {
      const target = await ownTarget(this, open);
      const config = await configure(target, target.confidential);
      const tokens = await clientCredentialsGrant(config, {}, { DPoP: await handleOf(config) });
      const url = new URL(config.serverMetadata().userinfo_endpoint ?? "");
      const shown = async (DPoP?: DPoPHandle) =>
        fetchProtectedResource(
          config,
          tokens.access_token,
          url,
          "GET",
          null,
          undefined,
          DPoP === undefined ? {} : { DPoP },
        );
      for (const DPoP of [undefined, await handleOf(config)]) {
        const error: unknown = await shown(DPoP).catch((thrown: unknown) => thrown);
        assert.propertyVal(error, "status", 401);
      }
    },
  );
});
