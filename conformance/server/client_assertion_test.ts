import { assert } from "chai";
import {
  allowInsecureRequests,
  type ClientAuth,
  clientCredentialsGrant,
  ClientSecretBasic,
  ClientSecretJwt,
  type Configuration,
  discovery,
  genericGrantRequest,
  initiateDeviceAuthorization,
  modifyAssertion,
  type ModifyAssertionOptions,
  pollDeviceAuthorizationGrant,
  PrivateKeyJwt,
  refreshTokenGrant,
  tokenIntrospection,
  tokenRevocation,
} from "openid-client";
import type { ClientInput } from "../../src/clients/mod.ts";
import { client, PASSWORD } from "../../test/support/cast.ts";
import { assertRefused } from "../support/assert_refused.ts";
import { authorize, postForm, redeem } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { needOwn, suite } from "../support/suite.ts";
import { robot, type Target, type TargetClient } from "../support/target.ts";

const SECRET = "a secret of a client that signs with it, of more than sixty-four characters in all";
const REDIRECT_URI = "https://client.test/cb";

/** How the algorithms of client assertions are called by WebCrypto. */
const ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" },
  PS256: { name: "RSA-PSS", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384" },
  // what openid-client calls it; others still say EdDSA
  Ed25519: { name: "Ed25519" },
} as const;
type Algorithm = keyof typeof ALGORITHMS;

/** A client that openid-client is set up for, and its way to authenticate. */
interface Signing {
  readonly client: TargetClient;
  readonly auth: ClientAuth;
}

/** Registers a client at our own server; nobody else's lets the suite. */
async function register({ own }: Target, said: Partial<ClientInput>): Promise<TargetClient> {
  assert(own !== undefined);
  const { clientId } = await client(own.issuer, { redirectUris: [REDIRECT_URI], ...said });
  return { id: clientId, redirectUri: REDIRECT_URI };
}

async function keyPair(algorithm: Algorithm): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(ALGORITHMS[algorithm], true, ["sign", "verify"])) as CryptoKeyPair;
}

async function byKey(
  target: Target,
  algorithm: Algorithm = "ES256",
  options?: ModifyAssertionOptions,
): Promise<Signing> {
  const { privateKey: key, publicKey } = await keyPair(algorithm);
  const { key_ops: _operations, ext: _extractable, ...jwk } = await crypto.subtle.exportKey("jwk", publicKey);
  const metadata = { jwks: { keys: [{ ...jwk, kid: "one", alg: algorithm }] } };
  const registered = await register(target, { authMethod: "private_key_jwt", metadata });
  return { client: registered, auth: PrivateKeyJwt({ key, kid: "one" }, options) };
}

async function bySecret(target: Target): Promise<Signing> {
  const registered = await register(target, { authMethod: "client_secret_jwt", clientSecret: SECRET });
  return { client: registered, auth: ClientSecretJwt(SECRET) };
}

const METHODS = { private_key_jwt: byKey, client_secret_jwt: bySecret } as const;

function configured({ issuer, algorithm }: Target, { client: { id }, auth }: Signing): Promise<Configuration> {
  return discovery(new URL(issuer), id, undefined, auth, { algorithm, execute: [allowInsecureRequests] });
}

/** A client by a key that says something else in its assertions. */
async function lying(target: Target, change: (header: Members, claims: Members) => void): Promise<Configuration> {
  return configured(target, await byKey(target, "ES256", { [modifyAssertion]: change }));
}

type Members = Record<string, unknown>;

for (const [method, open] of Object.entries(METHODS)) {
  suite(`client authentication by ${method}`, (target) => {
    before(function () {
      needOwn(this);
    });

    rule(["RFC7523-2.2-1", "OIDC-9-2"], "redeems a code, refreshes, asks and revokes", async () => {
      const at = await target();
      const journey = await authorize(at, await open(at));
      const tokens = await redeem(journey);
      const fresh = await refreshTokenGrant(journey.config, tokens.refresh_token ?? "");
      assert.isTrue((await tokenIntrospection(journey.config, fresh.access_token)).active);
      await tokenRevocation(journey.config, fresh.access_token);
      assert.isFalse((await tokenIntrospection(journey.config, fresh.access_token)).active);
    });

    rule("RFC7523-2.2-1", "gets a token for itself, and one by a password", async () => {
      const at = await target();
      const config = await configured(at, await open(at));
      assert.isString((await clientCredentialsGrant(config)).access_token);
      const form = { username: at.person.username, password: PASSWORD };
      assert.isString((await genericGrantRequest(config, "password", form)).access_token);
    });

    rule("RFC7523-2.2-1", "begins as a device, and polls", async () => {
      const at = await target();
      const config = await configured(at, await open(at));
      const told = await initiateDeviceAuthorization(config, { scope: at.scope });
      await robot(at).open(new URL(told.verification_uri_complete ?? told.verification_uri));
      const polled = await pollDeviceAuthorizationGrant(config, { ...told, interval: 0.05 });
      assert.isString(polled.access_token);
    });

    rule("RFC8414-2-8", "is in the metadata, with its algorithms", async () => {
      const at = await target();
      const metadata = (await configured(at, await open(at))).serverMetadata();
      for (const endpoint of ["token", "revocation", "introspection"] as const) {
        const algs = metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`];
        assert.includeMembers(algs as string[], ["RS256", "ES256", "HS256"]);
        assert.include(metadata[`${endpoint}_endpoint_auth_methods_supported`] as readonly string[], method);
      }
    });

    rule("RFC7523-3.2-1", "is the only way for a client that registered for it", async () => {
      const at = await target();
      const { client: registered } = await open(at);
      for (const auth of [ClientSecretBasic(SECRET), PrivateKeyJwt((await keyPair("ES256")).privateKey)])
        await assertRefused(
          clientCredentialsGrant(await configured(at, { client: registered, auth })),
          "invalid_client",
        );
    });
  });
}

suite("client assertions", (target) => {
  before(function () {
    needOwn(this);
  });

  for (const algorithm of Object.keys(ALGORITHMS) as Algorithm[]) {
    rule(algorithm === "RS256" ? "RFC7523-5-2" : "RFC7521-5.2-4", `may be signed by ${algorithm}`, async () => {
      const at = await target();
      const config = await configured(at, await byKey(at, algorithm));
      assert.isString((await clientCredentialsGrant(config)).access_token);
    });
  }

  const lies: readonly (readonly [string, string, (header: Members, claims: Members) => void])[] = [
    ["RFC7523-3-4", "are meant for somebody else", (_, claims) => (claims["aud"] = "https://other.test")],
    [
      "RFC7523-3-4",
      "are meant for somebody else too",
      (_, claims) => (claims["aud"] = [claims["aud"], "https://a.test"]),
    ],
    ["RFC7523-3-5", "have expired", (_, claims) => (claims["exp"] = 1)],
    ["RFC7523-3-5", "never expire", (_, claims) => delete claims["exp"]],
    ["RFC7523-3-6", "expire next year", (_, claims) => (claims["exp"] = Number(claims["exp"]) + 31_536_000)],
    ["RFC7523-3-7", "hold from tomorrow on", (_, claims) => (claims["nbf"] = Number(claims["nbf"]) + 86_400)],
    ["RFC7523-3-1", "are by somebody else", (_, claims) => (claims["iss"] = "somebody else")],
    ["RFC7523-3-3", "are about somebody else", (_, claims) => (claims["sub"] = "somebody else")],
    ["OIDC-9-1", "have no jti", (_, claims) => delete claims["jti"]],
    ["RFC7523-3-10", "name a key that is not theirs", (header) => (header["kid"] = "two")],
    ["RFC7523-3-11", "are access tokens", (header) => (header["typ"] = "at+jwt")],
  ];
  for (const [id, name, change] of lies) {
    rule([id, "RFC7521-4.2.1-1"], `are refused when they ${name}`, async () => {
      const config = await lying(await target(), change);
      await assertRefused(clientCredentialsGrant(config), "invalid_client");
    });
  }

  rule(["OIDC-9-3", "RFC7521-8.2-1"], "serve once", async () => {
    const config = await lying(await target(), (_, claims) => (claims["jti"] = "the only one"));
    assert.isString((await clientCredentialsGrant(config)).access_token);
    await assertRefused(clientCredentialsGrant(config), "invalid_client");
  });

  rule(["RFC7521-4.2-1", "RFC7521-4.2-2"], "have a type that is known, and are there", async () => {
    const at = await target();
    const url = (await configured(at, await byKey(at))).serverMetadata().token_endpoint;
    const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    for (const form of [
      { client_assertion: "a.b.c" },
      { client_assertion_type: type },
      { client_assertion: "a.b.c", client_assertion_type: "urn:something:else" },
    ]) {
      const { status, body } = await postForm(url, { grant_type: "client_credentials", ...form });
      assert.deepEqual([status, body["error"]], [401, "invalid_client"]);
    }
  });
});
