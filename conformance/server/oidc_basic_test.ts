import { assert } from "chai";
import {
  authorizationCodeGrant,
  type CustomFetch,
  customFetch,
  enableDecryptingResponses,
  fetchUserInfo,
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  refreshTokenGrant,
} from "openid-client";
import { KEY_ALGS, KEY_RING_ALGS } from "../../src/protocol/mod.ts";
import { encryptionJwks, encryptionKey } from "../../test/support/openid_flow.ts";
import {
  ask,
  assertRejected,
  checksOf,
  closeOpenidServer,
  decryptionKey,
  type OpenidClient,
  openidClient,
  sentTo,
  signInByCode,
  withClaim,
} from "../support/openid_client.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";
import { robot } from "../support/target.ts";

/** From now on ID tokens are changed on their way to the client. */
function tamper({ config }: OpenidClient, change: (token: string) => string): void {
  const changing: CustomFetch = async (url, options) => {
    const response = await fetch(url, options as RequestInit);
    const text = await response.text();
    const changed = text.replace(/("id_token":")([^"]+)/, (_all, name: string, token: string) => name + change(token));
    return new Response(changed, { status: response.status, headers: response.headers });
  };
  config[customFetch] = changing;
}

suite("OpenID Connect by a code, with openid-client", () => {
  after(closeOpenidServer);

  for (const alg of KEY_RING_ALGS) {
    rule(["OIDC-2-6", "OIDC-10.1-1", "OIDC-3.1.3.3-1", "OIDC-3.1.3.6-1"], `signs in by ${alg}`, async function () {
      const asks = await openidClient(this, { id_token_signed_response_alg: alg });
      const claims = (await signInByCode(asks)).claims();
      assert.deepInclude(claims, { sub: asks.server.sub, nonce: "n-1", aud: asks.client.id });
      assert.isString(claims?.["at_hash"]);
    });
  }

  for (const [what, changes, says] of [
    ["another nonce", { expectedNonce: "n-2" }, /nonce/],
    ["a nonce where none was sent", { expectedNonce: undefined }, /nonce/],
    ["another state", { expectedState: "other" }, /state/],
  ] as const) {
    rule("OIDC-2-5", `lets a client see that ${what} was answered`, async function () {
      const asks = await openidClient(this);
      const journey = await ask(asks);
      const { expectedNonce, ...rest } = { ...checksOf(journey), ...changes };
      const checks = { ...rest, ...(expectedNonce === undefined ? {} : { expectedNonce }) };
      await assertRejected(authorizationCodeGrant(asks.config, sentTo(journey), checks), says);
    });
  }

  for (const [what, change, says] of [
    ["an ID token of another person", (token: string) => withClaim(token, "sub", "other"), /signature/],
    ["an ID token that holds longer", (token: string) => withClaim(token, "exp", 4_000_000_000), /signature/],
    ["one of another issuer", (token: string) => withClaim(token, "iss", "https://other.test"), /issuer|iss/],
    ["one for another client", (token: string) => withClaim(token, "aud", "other"), /audience|aud/],
    ["one without its signature", (token: string) => token.replace(/[^.]+$/, ""), /signature/],
  ] as const) {
    rule("OIDC-2-6", `lets a client see that it got ${what}`, async function () {
      const asks = await openidClient(this);
      tamper(asks, change);
      await assertRejected(signInByCode(asks), says);
    });
  }

  rule("OIDC-2-4", "says when the person signed in, so that a client can hold to max_age", async function () {
    const asks = await openidClient(this);
    const journey = await ask(asks, { max_age: "3600" });
    const checks = { ...checksOf(journey), maxAge: 3_600 };
    const tokens = await authorizationCodeGrant(asks.config, sentTo(journey), checks);
    assert.closeTo(Number(tokens.claims()?.auth_time), Date.now() / 1_000, 60);
  });

  for (const alg of KEY_ALGS) {
    rule(["OIDC-2-7", "OIDC-10.2-1"], `encrypts by ${alg} for a client that can read it`, async function () {
      const metadata = {
        id_token_encrypted_response_alg: alg,
        id_token_encrypted_response_enc: "A256GCM",
        id_token_signed_response_alg: "ES256",
        jwks: await encryptionJwks(),
      };
      const asks = await openidClient(this, metadata);
      const kid = alg.startsWith("RSA") ? "rsa" : "ec";
      enableDecryptingResponses(asks.config, ["A256GCM"], await decryptionKey(await encryptionKey(alg), { alg, kid }));
      assert.equal((await signInByCode(asks)).claims()?.sub, asks.server.sub);
      const blind = { ...(await openidClient(this, metadata)) };
      await assertRejected(signInByCode(blind), /JWE|encrypt|JWT/i);
    });
  }

  rule(
    ["OIDC-12.2-1", "OIDC-12.2-3", "OIDC-12.2-4"],
    "tells of the same sign-in when tokens are refreshed",
    async function () {
      const asks = await openidClient(this);
      const first = await signInByCode(asks);
      const again = await refreshTokenGrant(asks.config, first.refresh_token ?? "");
      const [before, after] = [first.claims(), again.claims()];
      for (const name of ["iss", "sub", "aud", "auth_time", "sid"])
        assert.deepEqual(after?.[name], before?.[name], name);
      assert.isUndefined(after?.nonce);
    },
  );

  rule(
    ["OIDC-2-1", "OIDC-2-3"],
    "signs a person in at a device, of whom openid-client then asks UserInfo",
    async function () {
      const asks = await openidClient(this);
      const told = await initiateDeviceAuthorization(asks.config, { scope: "openid profile" });
      await robot(asks.server.target, "allow").open(new URL(told.verification_uri_complete ?? told.verification_uri));
      const tokens = await pollDeviceAuthorizationGrant(asks.config, { ...told, interval: 0.05 });
      const { sub = "", nonce } = tokens.claims() ?? {};
      assert.deepEqual([sub, nonce], [asks.server.sub, undefined]);
      assert.equal((await fetchUserInfo(asks.config, tokens.access_token, sub))["nickname"], "Ann");
    },
  );

  rule("OIDC-3.1.3.3-1", "gives no ID token where openid was not asked for", async function () {
    const asks = await openidClient(this);
    const journey = await ask(asks, { scope: "read" });
    const tokens = await authorizationCodeGrant(asks.config, sentTo(journey), {
      pkceCodeVerifier: journey.verifier,
      expectedState: journey.state,
    });
    assert.isUndefined(tokens.id_token);
  });
});
