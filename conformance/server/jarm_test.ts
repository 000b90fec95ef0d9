import { assert } from "chai";
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  enableDecryptingResponses,
  useJwtResponseMode,
} from "openid-client";
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
  withClaim,
} from "../support/openid_client.ts";
import { beyond, rule } from "../support/rule.ts";

const MODE = { response_mode: "jwt" };

/** The answer with another JWT in it. */
function changed(url: URL, change: (jwt: string) => string): URL {
  const other = new URL(url);
  other.searchParams.set("response", change(url.searchParams.get("response") ?? ""));
  return other;
}

/** Has the person sign in, and openid-client judge the answer, or another in its place. */
async function signedIn(asks: OpenidClient, change: (url: URL) => URL = (url) => url) {
  const journey = await ask(asks, MODE);
  return authorizationCodeGrant(asks.config, change(sentTo(journey)), checksOf(journey));
}

describe("openid-client and signed authorization responses", () => {
  after(closeOpenidServer);

  for (const alg of ["RS256", "PS256", "ES256", "ES384"]) {
    rule(["JARM-3-1", "JARM-2.1-5", "JARM-2.3.4-1"], `takes one that is signed by ${alg}`, async function () {
      const asks = await openidClient(this, { authorization_signed_response_alg: alg });
      useJwtResponseMode(asks.config);
      const tokens = await signedIn(asks);
      assert.equal(tokens.claims()?.sub, asks.server.sub);
    });
  }

  rule(["JARM-3-2", "JARM-2.1-2", "JARM-2.1-3"], "takes one for a client that registered nothing", async function () {
    const asks = await openidClient(this);
    useJwtResponseMode(asks.config);
    assert.isString((await signedIn(asks)).access_token);
  });

  for (const [alg, kid] of [
    ["RSA-OAEP-256", "rsa"],
    ["ECDH-ES", "ec"],
  ] as const) {
    rule("JARM-3-4", `takes one that is encrypted by ${alg}`, async function () {
      const metadata = { authorization_encrypted_response_alg: alg, jwks: await encryptionJwks() };
      const asks = await openidClient(this, metadata);
      useJwtResponseMode(asks.config);
      enableDecryptingResponses(
        asks.config,
        ["A128CBC-HS256"],
        await decryptionKey(await encryptionKey(alg), { alg, kid }),
      );
      assert.isString((await signedIn(asks)).access_token);
    });
  }

  rule("JARM-2.1-5", "takes an error from it", async function () {
    const asks = await openidClient(this);
    useJwtResponseMode(asks.config);
    const journey = await ask(asks, { ...MODE, scope: "openid nonsense" });
    const error: unknown = await authorizationCodeGrant(asks.config, sentTo(journey), checksOf(journey)).catch(
      (thrown: unknown) => thrown,
    );
    assert.instanceOf(error, AuthorizationResponseError);
    assert.propertyVal(error, "error", "invalid_scope");
  });

  for (const [name, change] of [
    ["another code", (jwt: string) => withClaim(jwt, "code", "stolen")],
    ["another issuer", (jwt: string) => withClaim(jwt, "iss", "https://evil.test")],
    ["another client", (jwt: string) => withClaim(jwt, "aud", "somebody")],
    ["no signature", (jwt: string) => `${jwt.slice(0, jwt.lastIndexOf("."))}.`],
  ] as const) {
    beyond("JARM-2.2-1", `refuses one that was changed on the way: ${name}`, async function () {
      const asks = await openidClient(this);
      useJwtResponseMode(asks.config);
      await assertRejected(
        signedIn(asks, (url) => changed(url, change)),
        /signature|unexpected JWT|claim/i,
      );
    });
  }
});
