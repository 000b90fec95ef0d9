import { assert } from "chai";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import type { Context } from "mocha";
import {
  allowInsecureRequests,
  type ClientAuth,
  type ClientMetadata,
  type Configuration,
  dynamicClientRegistration,
  PrivateKeyJwt,
  refreshTokenGrant,
} from "openid-client";
import { authorize, redeem } from "../support/journey.ts";
import { claimsOf, headerOf, signIn, userinfo } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target, type TargetClient } from "../support/target.ts";

const REDIRECT_URI = "https://client.test/cb";

/** Where clients register; the test is skipped where they cannot. */
async function registrationOf(context: Context, target: Target): Promise<string> {
  const config = await configure(target, target.confidential);
  return need(context, config.serverMetadata().registration_endpoint, "registration of clients");
}

/** Registers a client as openid-client does. */
async function register(
  context: Context,
  target: Target,
  said: Partial<ClientMetadata> = {},
  auth?: ClientAuth,
): Promise<Configuration> {
  await registrationOf(context, target);
  const metadata = { redirect_uris: [REDIRECT_URI], ...said };
  const { algorithm } = target;
  const options = { algorithm, execute: [allowInsecureRequests] };
  return dynamicClientRegistration(new URL(target.issuer), metadata, auth, options);
}

/** A registered client that authenticates by its secret, as the rest of the suite uses clients. */
async function registered(context: Context, target: Target, said: Partial<ClientMetadata> = {}): Promise<TargetClient> {
  const metadata = (await register(context, target, said)).clientMetadata();
  const [redirectUri = REDIRECT_URI] = [metadata["redirect_uris"]].flat().map(String);
  return { id: metadata.client_id, secret: metadata.client_secret ?? "", redirectUri };
}

suite("a client of OpenID Connect that registers by itself", (open) => {
  rule(
    ["RFC7591-3.2.1-1", "RFC7523-2.2-1"],
    "registers by itself, and comes back with a key of its own, for tokens and to refresh them",
    async function () {
      const target = await open();
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const jwk = { ...publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256", use: "sig" };
      const der = privateKey.export({ format: "der", type: "pkcs8" });
      const algorithm = { name: "ECDSA", namedCurve: "P-256" };
      const key = await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
      const auth = PrivateKeyJwt({ key, kid: "one" });
      const config = await register(
        this,
        target,
        {
          token_endpoint_auth_method: "private_key_jwt",
          grant_types: ["authorization_code", "refresh_token"],
          jwks: { keys: [jwk] },
        },
        auth,
      );
      const { client_id: id } = config.clientMetadata();
      const client = { id, redirectUri: REDIRECT_URI };
      const journey = await authorize(target, { client, auth, change: { scope: "openid" } });
      const tokens = await redeem({ ...journey, config });
      assert.equal(claimsOf(tokens.id_token)["aud"], id);
      assert.isString((await refreshTokenGrant(config, tokens.refresh_token ?? "")).access_token);
    },
  );

  rule("OIDC-10.1-1", "gets ID tokens by the algorithm that it registered", async function () {
    const target = await open();
    for (const alg of ["RS256", "ES256"]) {
      const client = await registered(this, target, { id_token_signed_response_alg: alg });
      const { idTokens } = await signIn(target, { client });
      assert.equal(headerOf(idTokens[0] ?? "")["alg"], alg);
    }
  });

  rule(
    ["OIDC-5.3.2-4", "OIDC-5.3.2-5"],
    "gets UserInfo answers that are signed, where it registered so",
    async function () {
      const target = await open();
      const client = await registered(this, target, { userinfo_signed_response_alg: "RS256" });
      const { journey, accessTokens, idTokens } = await signIn(target, { client });
      const response = await fetch(journey.config.serverMetadata().userinfo_endpoint ?? "", {
        headers: { authorization: `Bearer ${accessTokens[0] ?? ""}` },
      });
      assert.match(response.headers.get("content-type") ?? "", /^application\/jwt/);
      const text = await response.text();
      const { iss, aud, sub } = claimsOf(text);
      assert.deepEqual([headerOf(text)["alg"], iss, aud], ["RS256", target.issuer, client.id]);
      assert.equal(sub, claimsOf(idTokens[0])["sub"]);
    },
  );

  rule("OIDC-3.1.2.1-3", "is told on a page that redirect_uri is missing, where it registered two", async function () {
    const target = await open();
    const client = await registered(this, target, { redirect_uris: [REDIRECT_URI, `${REDIRECT_URI}2`] });
    const { journey } = await signIn(target, { client, change: { redirect_uri: undefined } });
    assert.isUndefined(journey.sentTo);
    assert.isAtLeast(journey.status, 400);
  });

  rule("RFC6749-3.1.2-3", "gets its answer at a redirect URI with a query, and keeps the query", async function () {
    const target = await open();
    const client = await registered(this, target, { redirect_uris: [`${REDIRECT_URI}?foo=bar`] });
    const { journey, front, idTokens } = await signIn(target, { client });
    assert.equal(journey.sentTo?.searchParams.get("foo"), "bar");
    assert.isString(front.get("code"));
    assert.isNotEmpty(idTokens);
  });

  rule("OIDC-3.1.2.1-3", "gets no answer at a redirect URI whose query differs, or was added", async function () {
    const target = await open();
    for (const [given, asked] of [
      [`${REDIRECT_URI}?foo=bar`, `${REDIRECT_URI}?foo=other`],
      [REDIRECT_URI, `${REDIRECT_URI}?foo=bar`],
    ] as const) {
      const client = await registered(this, target, { redirect_uris: [given] });
      const { journey } = await signIn(target, { client, change: { redirect_uri: asked } });
      assert.isUndefined(journey.sentTo, asked);
      assert.isAtLeast(journey.status, 400, asked);
    }
  });

  rule("RFC7591-3.2.2-3", "cannot register a redirect URI with a fragment", async function () {
    const response = await fetch(await registrationOf(this, await open()), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ redirect_uris: [`${REDIRECT_URI}#foobar`] }),
    });
    assert.equal(response.status, 400);
    assert.equal((await response.json())["error"], "invalid_redirect_uri");
  });

  rule("OIDC-8.1-1", "names people by words of its own, where it registered so", async function () {
    const target = await open();
    const subs: unknown[] = [];
    for (const said of [
      { subject_type: "pairwise" },
      { subject_type: "pairwise", redirect_uris: ["https://other.test/cb"] },
      { subject_type: "public" },
    ]) {
      const client = await registered(this, target, said);
      const answer = await signIn(target, { client });
      const { sub } = claimsOf(answer.idTokens[0]);
      assert.equal((await userinfo(answer, answer.accessTokens[0] ?? ""))["sub"], sub);
      subs.push(sub);
    }
    assert.lengthOf([...new Set(subs)], 3);
  });
});
