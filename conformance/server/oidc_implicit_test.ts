import { assert } from "chai";
import { fetchUserInfo, implicitAuthentication, useIdTokenResponseType } from "openid-client";
import type { Context } from "mocha";
import { KEY_RING_ALGS } from "../../src/protocol/mod.ts";
import {
  ask,
  assertRejected,
  changed,
  closeOpenidServer,
  type OpenidClient,
  openidClient,
  sentTo,
  withClaim,
} from "../support/openid_client.ts";
import { claimsOf, leftHalf } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { suite } from "../support/suite.ts";

/** A client of the implicit flow, and an answer to it. */
async function answered(context: Context, metadata = {}, change = {}) {
  const asks = await openidClient(context, metadata);
  const journey = await ask(asks, { response_type: "id_token", ...change });
  useIdTokenResponseType(asks.config);
  return { asks, journey, url: sentTo(journey) };
}

function judged({ config }: OpenidClient, url: URL, { nonce = "n-1", state = "" }) {
  return implicitAuthentication(config, url, nonce, { expectedState: state });
}

suite("OpenID Connect by the implicit flow, with openid-client", () => {
  after(closeOpenidServer);

  for (const alg of KEY_RING_ALGS) {
    rule(
      ["OIDC-3.2.2.10-1", "OIDC-3.2.2.5-1", "OIDC-10.1-1"],
      `signs in by ${alg}, in the fragment`,
      async function () {
        const { asks, journey, url } = await answered(this, { id_token_signed_response_alg: alg });
        const { sub, nonce } = await judged(asks, url, journey);
        assert.deepEqual([sub, nonce, url.search], [asks.server.sub, "n-1", ""]);
      },
    );
  }

  for (const [what, forge, says] of [
    [
      "an ID token of another person",
      (url: URL) => changed(url, "id_token", (token) => withClaim(token, "sub", "x")),
      /signature/,
    ],
    [
      "an ID token without its signature",
      (url: URL) => changed(url, "id_token", (token) => token.replace(/[^.]+$/, "")),
      /signature/,
    ],
    ["another state", (url: URL) => changed(url, "state", () => "other"), /state/],
    ["another issuer beside the answer", (url: URL) => changed(url, "iss", () => "https://other.test"), /iss/],
  ] as const) {
    rule(["OIDC-2-6", "OIDC-3.2.2.10-1"], `lets a client see that it got ${what}`, async function () {
      const { asks, journey, url } = await answered(this);
      await assertRejected(judged(asks, forge(url), journey), says);
      assert.equal((await judged(asks, url, journey)).sub, asks.server.sub);
    });
  }

  rule("OIDC-3.2.2.10-1", "lets a client see that an answer is to another request", async function () {
    const { asks, journey, url } = await answered(this);
    await assertRejected(judged(asks, url, { state: journey.state, nonce: "n-2" }), /nonce/);
  });

  rule(
    ["OIDC-3.2.2.5-2", "OIDC-3.2.2.10-2"],
    "vouches for an access token that comes beside it, with which UserInfo tells of the same person",
    async function () {
      const asks = await openidClient(this);
      const journey = await ask(asks, { response_type: "id_token token" });
      const fragment = new URLSearchParams(sentTo(journey).hash.slice(1));
      const token = fragment.get("access_token") ?? "";
      const { at_hash: hash, sub } = claimsOf(fragment.get("id_token") ?? "");
      assert.equal(hash, leftHalf(token));
      assert.equal((await fetchUserInfo(asks.config, token, String(sub))).sub, asks.server.sub);
    },
  );

  rule(
    "OIDC-5.4-2",
    "tells in the ID token what the scopes stand for, as there is no access token to ask with",
    async function () {
      const { asks, journey, url } = await answered(this, {}, { scope: "openid profile email phone" });
      const claims = await judged(asks, url, journey);
      assert.deepInclude(claims, { nickname: "Ann", email: "ann@example.test", phone_number: "+31 20 000 0000" });
      assert.notProperty(claims, "address");
    },
  );

  rule("OIDC-3.2.2.1-2", "is refused without a nonce, in the fragment", async function () {
    const asks = await openidClient(this);
    const journey = await ask(asks, { response_type: "id_token", nonce: "" });
    const fragment = new URLSearchParams(sentTo(journey).hash.slice(1));
    assert.deepEqual([fragment.get("error"), fragment.get("state")], ["invalid_request", journey.state]);
  });
});
