import { assert } from "chai";
import { enableDecryptingResponses, fetchUserInfo } from "openid-client";
import type { Context } from "mocha";
import { CONTENT_ALGS, KEY_ALGS, KEY_RING_ALGS } from "../../src/protocol/mod.ts";
import { encryptionJwks, encryptionKey } from "../../test/support/openid_flow.ts";
import {
  assertRejected,
  closeOpenidServer,
  decryptionKey,
  type OpenidClient,
  openidClient,
  signInByCode,
} from "../support/openid_client.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";

const SCOPE = { scope: "openid profile" };

/** A client that has an access token. */
async function signedIn(context: Context, metadata = {}, change: Readonly<Record<string, string>> = SCOPE) {
  const asks = await openidClient(context, metadata);
  const tokens = await signInByCode(asks, change);
  return { asks, token: tokens.access_token, sub: tokens.claims()?.sub ?? "" };
}

function endpointOf({ config }: OpenidClient): string {
  return config.serverMetadata().userinfo_endpoint ?? "";
}

suite("the UserInfo endpoint, with openid-client", () => {
  after(closeOpenidServer);

  rule(["OIDC-5.3.2-1", "OIDC-5.4-1"], "tells of the person of the ID token", async function () {
    const { asks, token, sub } = await signedIn(this);
    assert.deepInclude(await fetchUserInfo(asks.config, token, sub), { sub: asks.server.sub, nickname: "Ann" });
    await assertRejected(fetchUserInfo(asks.config, token, "somebody else"), /sub/);
  });

  for (const alg of KEY_RING_ALGS) {
    rule(["OIDC-5.3.2-4", "OIDC-5.3.2-5"], `signs by ${alg} for a client that registered it`, async function () {
      const { asks, token, sub } = await signedIn(this, { userinfo_signed_response_alg: alg });
      assert.deepInclude(await fetchUserInfo(asks.config, token, sub), { nickname: "Ann", aud: asks.client.id });
      const { headers } = await fetch(endpointOf(asks), { headers: { authorization: `Bearer ${token}` } });
      assert.match(headers.get("content-type") ?? "", /^application\/jwt/);
    });
  }

  for (const alg of KEY_ALGS) {
    rule(["OIDC-5.3.2-4", "OIDC-10.2-1"], `signs, and then encrypts by ${alg}`, async function () {
      for (const enc of CONTENT_ALGS) {
        const metadata = {
          userinfo_signed_response_alg: "ES256",
          userinfo_encrypted_response_alg: alg,
          userinfo_encrypted_response_enc: enc,
          jwks: await encryptionJwks(),
        };
        const { asks, token, sub } = await signedIn(this, metadata);
        const kid = alg.startsWith("RSA") ? "rsa" : "ec";
        enableDecryptingResponses(asks.config, [enc], await decryptionKey(await encryptionKey(alg), { alg, kid }));
        assert.equal((await fetchUserInfo(asks.config, token, sub))["nickname"], "Ann", enc);
      }
    });
  }

  rule(["OIDC-5.3-2", "OIDC-5.3-3"], "takes the token in a header by GET and POST, and in a form", async function () {
    const { asks, token, sub } = await signedIn(this);
    const headers = { authorization: `Bearer ${token}` };
    for (const init of [
      { headers },
      { method: "POST", headers },
      { method: "POST", body: new URLSearchParams({ access_token: token }) },
    ]) {
      const response = await fetch(endpointOf(asks), init);
      assert.equal(response.status, 200);
      assert.equal((await response.json()).sub, sub);
    }
  });

  rule("OIDC-5.3-4", "lets a page of the client ask", async function () {
    const { asks, token } = await signedIn(this);
    const origin = "https://client.test";
    const asked = { "access-control-request-method": "GET", "access-control-request-headers": "authorization", origin };
    const preflight = await fetch(endpointOf(asks), { method: "OPTIONS", headers: asked });
    assert.isTrue(preflight.ok);
    assert.include([origin, "*"], preflight.headers.get("access-control-allow-origin"));
    const response = await fetch(endpointOf(asks), { headers: { authorization: `Bearer ${token}`, origin } });
    assert.include([origin, "*"], response.headers.get("access-control-allow-origin"));
  });

  for (const [what, init, status, error] of [
    ["no token", {}, 401, undefined],
    ["a token that nobody issued", { headers: { authorization: "Bearer strange" } }, 401, "invalid_token"],
    ["another scheme", { headers: { authorization: "Basic eDp5" } }, 401, undefined],
  ] as const) {
    rule("OIDC-5.3.3-1", `refuses ${what} by a challenge`, async function () {
      const asks = await openidClient(this);
      const response = await fetch(endpointOf(asks), init);
      const challenge = response.headers.get("www-authenticate") ?? "";
      assert.equal(response.status, status);
      assert.match(challenge, /^Bearer /);
      assert.equal(/error="([^"]*)"/.exec(challenge)?.[1], error);
    });
  }

  rule("OIDC-5.3.3-1", "refuses a token that was not issued for openid", async function () {
    const asks = await openidClient(this);
    const { token_endpoint: tokenEndpoint = "" } = asks.config.serverMetadata();
    const { id, secret = "" } = asks.client;
    const form = { grant_type: "client_credentials", scope: "read", client_id: id, client_secret: secret };
    const { access_token: token } = await (
      await fetch(tokenEndpoint, { method: "POST", body: new URLSearchParams(form) })
    ).json();
    const response = await fetch(endpointOf(asks), { headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 403);
    assert.match(response.headers.get("www-authenticate") ?? "", /error="insufficient_scope"/);
  });

  rule(
    ["OIDC-8.1-1", "OIDC-8.1-3"],
    "calls a person as the sector's ID tokens do, and nobody else does",
    async function () {
      const metadata = { subject_type: "pairwise" };
      const [one, other] = [await signedIn(this, metadata), await signedIn(this, metadata)];
      assert.equal(one.sub, other.sub, "one sector");
      assert.notEqual(one.sub, one.asks.server.sub);
      assert.equal((await fetchUserInfo(one.asks.config, one.token, one.sub)).sub, one.sub);
    },
  );

  rule(["OIDC-5.5.1-1", "OIDC-5.5.1-2"], "tells what was asked for by name", async function () {
    const claims = { nickname: { essential: true }, phone_number: { value: "+1 555" }, website: null };
    const change = { scope: "openid", claims: JSON.stringify({ userinfo: claims }) };
    const { asks, token, sub } = await signedIn(this, {}, change);
    assert.deepEqual({ ...(await fetchUserInfo(asks.config, token, sub)) }, { sub, nickname: "Ann" });
  });
});
