import { assert } from "chai";
import { authorizationCodeGrant, fetchUserInfo, useCodeIdTokenResponseType } from "openid-client";
import type { Context } from "mocha";
import { KEY_RING_ALGS } from "../../src/protocol/mod.ts";
import {
  ask,
  assertRejected,
  changed,
  checksOf,
  closeOpenidServer,
  openidClient,
  sentTo,
  withClaim,
} from "../support/openid_client.ts";
import { claimsOf, leftHalf } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";

/** A client of the hybrid flow, and an answer to it. */
async function answered(context: Context, metadata = {}) {
  const asks = await openidClient(context, metadata);
  const journey = await ask(asks, { response_type: "code id_token" });
  useCodeIdTokenResponseType(asks.config);
  return { asks, journey, url: sentTo(journey) };
}

suite("OpenID Connect by the hybrid flow, with openid-client", () => {
  after(closeOpenidServer);

  for (const alg of KEY_RING_ALGS) {
    rule(
      ["OIDC-3.3.2.11-1", "OIDC-3.3.2.11-3", "OIDC-3.3.3.6-1", "OIDC-3.3.2.5-1"],
      `signs in by ${alg}, with two ID tokens of one person`,
      async function () {
        const { asks, journey, url } = await answered(this, { id_token_signed_response_alg: alg });
        const front = claimsOf(new URLSearchParams(url.hash.slice(1)).get("id_token") ?? "");
        const tokens = await authorizationCodeGrant(asks.config, url, checksOf(journey));
        const back = tokens.claims();
        assert.deepEqual([front["sub"], back?.sub], [asks.server.sub, asks.server.sub]);
        assert.deepEqual([front["auth_time"], front["sid"]], [back?.auth_time, back?.["sid"]]);
      },
    );
  }

  for (const [what, forge, says] of [
    [
      "another code than the ID token vouches for",
      (url: URL) => changed(url, "code", (code) => `${code.slice(0, -1)}x`),
      /c_hash/,
    ],
    [
      "an ID token of another person",
      (url: URL) => changed(url, "id_token", (token) => withClaim(token, "sub", "x")),
      /signature/,
    ],
    [
      "an ID token that vouches for no code",
      (url: URL) => changed(url, "id_token", (token) => withClaim(token, "c_hash", "x")),
      /signature|c_hash/,
    ],
    ["another state", (url: URL) => changed(url, "state", () => "other"), /state/],
  ] as const) {
    rule(
      ["OIDC-3.3.2.11-3", "OIDC-2-6"],
      `lets a client see that it got ${what}, and keeps the code for the right answer`,
      async function () {
        const { asks, journey, url } = await answered(this);
        await assertRejected(authorizationCodeGrant(asks.config, forge(url), checksOf(journey)), says);
        const tokens = await authorizationCodeGrant(asks.config, url, checksOf(journey));
        assert.equal(tokens.claims()?.sub, asks.server.sub);
      },
    );
  }

  rule("OIDC-3.3.2.11-1", "lets a client see that an answer is to another request", async function () {
    const { asks, journey, url } = await answered(this);
    const other = { ...checksOf(journey), expectedNonce: "n-2" };
    await assertRejected(authorizationCodeGrant(asks.config, url, other), /nonce/);
  });

  rule("OIDC-3.3.2.11-2", "vouches for code and access token together, and both serve", async function () {
    const asks = await openidClient(this);
    const journey = await ask(asks, { response_type: "code id_token token" });
    const fragment = new URLSearchParams(sentTo(journey).hash.slice(1));
    const token = fragment.get("access_token") ?? "";
    const claims = claimsOf(fragment.get("id_token") ?? "");
    assert.equal(claims["at_hash"], leftHalf(token));
    assert.equal(claims["c_hash"], leftHalf(fragment.get("code") ?? ""));
    assert.equal((await fetchUserInfo(asks.config, token, asks.server.sub)).sub, asks.server.sub);
  });
});
