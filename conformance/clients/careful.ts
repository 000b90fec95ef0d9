/**
 * The careful client: openid-client with every check that it has, in the flows that it knows, and the client of our own
 * in the others.
 *
 * @module
 */
import { importJWK } from "jose";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  buildAuthorizationUrlWithJAR,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  type ClientMetadata,
  ClientSecretBasic,
  ClientSecretPost,
  clientCredentialsGrant,
  Configuration,
  customFetch,
  discovery,
  dynamicClientRegistration,
  enableDecryptingResponses,
  enableNonRepudiationChecks,
  fetchProtectedResource,
  fetchUserInfo,
  getDPoPHandle,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  PrivateKeyJwt,
  randomDPoPKeyPair,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type TokenEndpointResponse,
  tokenIntrospection,
  tokenRevocation,
  useCodeIdTokenResponseType,
  useJwtResponseMode,
} from "openid-client";
import type { ClientConfig, Flow } from "../../src/lab/mod.ts";
import { checksWithout } from "./own/checks.ts";
import { checkOffered } from "./own/client_assertion.ts";
import { checkIdToken } from "./own/id_token.ts";
import { checkToken } from "./own/introspect.ts";
import { takeApart } from "./own/jwt.ts";
import { decrypted } from "./own/decrypt.ts";
import { httpOf, objectOf } from "./own/http.ts";
import { findServer } from "./own/resource_first.ts";
import { findIssuer } from "./own/webfinger.ts";
import { ownClient } from "./own/own_client.ts";
import type { Program } from "./program.ts";
import { onceFetch, politeFetch } from "./polite_fetch.ts";
import { Refused } from "./refused.ts";
import type { Arrival, Surroundings } from "./surroundings.ts";

/** How an authorization request is sent: by its parameters alone, unless by a request object. */
type AddressOf = (provider: Configuration, params: Readonly<Record<string, string>>) => Promise<URL> | URL;

/** What each step needs. */
interface Using {
  readonly config: ClientConfig;
  readonly around: Surroundings;
  readonly provider: Configuration;
  readonly addressOf?: AddressOf;
  /** For which resource its tokens are to be. @see RFC 8707 2 */
  readonly resource?: string;
  /** Where tokens are bound to a key, what proves to hold it. */
  readonly proofs?: ReturnType<typeof getDPoPHandle>;
}

/** Somebody who signed in. */
interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly sub?: string;
  readonly idToken?: string;
}

const OPTIONS = {
  execute: [allowInsecureRequests, enableNonRepudiationChecks],
  [customFetch]: politeFetch,
  timeout: 7,
};

const isOpenid = ({ scope }: ClientConfig): boolean => scope.split(" ").includes("openid");

/** The key that the client was given. */
async function keyOf({ private_jwk: text = "{}" }: ClientConfig) {
  const { kid, alg, ...jwk } = objectOf(text);
  const key = await importJWK({ ...jwk, alg: String(alg) });
  if (key instanceof Uint8Array) throw new Refused("the key is no private key");
  return { key, ...(typeof kid === "string" ? { kid } : {}) };
}

async function authOf(config: ClientConfig): Promise<ClientAuth> {
  const { client_secret: secret, token_endpoint_auth_method: method } = config;
  if (method === "private_key_jwt") return PrivateKeyJwt(await keyOf(config));
  if (secret === undefined) return None();
  return method === "client_secret_post" ? ClientSecretPost(secret) : ClientSecretBasic(secret);
}

function metadataOf({ client_secret: secret, response_type: type }: ClientConfig): Partial<ClientMetadata> {
  return {
    ...(secret === undefined ? {} : { client_secret: secret }),
    ...(type === "" ? {} : { response_types: [type] }),
    id_token_signed_response_alg: "RS256",
    authorization_signed_response_alg: "RS256",
  };
}

/** openid-client compares addresses, by which capitals in the scheme are the same; the specification compares texts. */
function checkIssuer(found: Configuration, { issuer }: ClientConfig): void {
  if (found.serverMetadata().issuer !== issuer) throw new Refused("the metadata is of another issuer");
}

async function discovered(config: ClientConfig): Promise<Configuration> {
  const found = await discovery(new URL(config.issuer), config.client_id, metadataOf(config), await authOf(config), {
    ...OPTIONS,
    // what is sent again by itself would have the same assertion
    ...(config.private_jwk === undefined ? {} : { [customFetch]: onceFetch }),
    algorithm: isOpenid(config) ? "oidc" : "oauth2",
  });
  checkIssuer(found, config);
  if (config.id_token_encrypted_response_alg !== undefined)
    enableDecryptingResponses(found, ["A128CBC-HS256"], await keyOf(config));
  if (config.token_endpoint_auth_method === "private_key_jwt")
    checkOffered({ metadata: found.serverMetadata(), config, checks: checksWithout() });
  return found;
}

/** The answer as openid-client takes it. */
function currentUrl(config: ClientConfig, { method, params }: Arrival): URL | Request {
  const url = new URL(config.redirect_uri);
  if (method === "POST") return new Request(url, { method, body: params });
  url.search = params.toString();
  return url;
}

/** What openid-client leaves to its user: hashes, times and types that a specification does not demand in this flow. */
async function checkMore(
  config: ClientConfig,
  { access_token: accessToken, id_token: idToken }: TokenEndpointResponse,
  { nonce, front }: { readonly nonce: string | undefined; readonly front: string | null },
): Promise<void> {
  if (idToken === undefined || nonce === undefined) return;
  const token = takeApart(await decrypted(idToken, { config, checks: checksWithout() }));
  checkIdToken(token, { config, checks: checksWithout() }, { nonce, accessToken });
  if (front !== null && takeApart(front).claims["sub"] !== token.claims["sub"])
    throw new Refused("the two ID tokens speak of two people");
}

/** An address with the whole request, or with the name of one that was pushed where the provider takes no others. */
const asDemanded: AddressOf = (provider, params) =>
  provider.serverMetadata().require_pushed_authorization_requests === true
    ? buildAuthorizationUrlWithPAR(provider, params)
    : buildAuthorizationUrl(provider, params);

/** How openid-client is told of the key that it proves to hold. */
function provedBy(proofs: Using["proofs"]): { readonly DPoP?: NonNullable<Using["proofs"]> } {
  return proofs === undefined ? {} : { DPoP: proofs };
}

/** Has a person sign in, and redeems the code. */
async function signIn(using: Using): Promise<SignedIn> {
  const { config, around, provider, addressOf = asDemanded, proofs } = using;
  const resource = using.resource === undefined ? {} : { resource: using.resource };
  if (config.response_mode === "jwt") useJwtResponseMode(provider);
  const door = await around.door(config.redirect_uri);
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const nonce = isOpenid(config) ? randomNonce() : undefined;
  const address = await addressOf(provider, {
    redirect_uri: config.redirect_uri,
    ...(config.scope === "" ? {} : { scope: config.scope }),
    ...resource,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(nonce === undefined ? {} : { nonce }),
    ...(config.prompt === undefined ? {} : { prompt: config.prompt }),
    ...(config.max_age === undefined ? {} : { max_age: config.max_age }),
    ...(config.response_mode === undefined ? {} : { response_mode: config.response_mode }),
  });
  around.print(address.href);
  const arrival = await door.next();
  arrival.answer(200);
  const checked = {
    pkceCodeVerifier: verifier,
    expectedState: state,
    ...(nonce === undefined ? {} : { expectedNonce: nonce, idTokenExpected: true }),
  };
  const answer = currentUrl(config, arrival);
  const tokens = await authorizationCodeGrant(provider, answer, checked, resource, provedBy(proofs));
  // openid-client takes a bearer token as well, and shows it by the scheme DPoP.
  if (proofs !== undefined && tokens.token_type !== "dpop") throw new Refused("the token is bound to no key");
  await checkMore(config, tokens, { nonce, front: arrival.params.get("id_token") });
  const sub = tokens.claims()?.sub;
  return {
    accessToken: tokens.access_token,
    ...(tokens.refresh_token === undefined ? {} : { refreshToken: tokens.refresh_token }),
    ...(tokens.id_token === undefined ? {} : { idToken: tokens.id_token }),
    ...(sub === undefined ? {} : { sub }),
  };
}

async function getResource({ config, provider, proofs }: Using, accessToken: string): Promise<void> {
  const [resource, how] = [new URL(config.resource), provedBy(proofs)];
  const answer = await fetchProtectedResource(provider, accessToken, resource, "GET", undefined, undefined, how);
  if (!answer.ok) throw new Refused(`the resource says ${answer.status}`);
}

async function useOpenid(using: Using): Promise<void> {
  const { accessToken, sub = "" } = await signIn(using);
  await fetchUserInfo(using.provider, accessToken, sub);
  await getResource(using, accessToken);
}

async function byCode(using: Using): Promise<void> {
  await getResource(using, (await signIn(using)).accessToken);
}

async function withProofs(plain: Using): Promise<void> {
  const { provider } = plain;
  const using = { ...plain, proofs: getDPoPHandle(provider, await randomDPoPKeyPair("ES256")) };
  const { accessToken } = await signIn(using);
  for (let calls = 0; calls < 2; calls += 1) await getResource(using, accessToken);
}

async function byBoth(using: Using): Promise<void> {
  useCodeIdTokenResponseType(using.provider);
  await useOpenid(using);
}

/** What was registered, which may be another way than the one that was wished for. @see RFC 7591 3.2.1 */
function registeredAuth({ token_endpoint_auth_method: method }: ClientMetadata): ClientAuth {
  if (method === "client_secret_post") return ClientSecretPost();
  if (method === "none") return None();
  return ClientSecretBasic();
}

function scopeOf({ scope }: ClientMetadata): string | undefined {
  return typeof scope === "string" ? scope : undefined;
}

async function byRegistration(
  config: ClientConfig,
  around: Surroundings,
  { metadata = {}, addressOf }: { readonly metadata?: Partial<ClientMetadata>; readonly addressOf?: AddressOf } = {},
): Promise<void> {
  const wished = {
    redirect_uris: [config.redirect_uri],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: "RS256",
    scope: config.scope,
    ...metadata,
  };
  const registration = await dynamicClientRegistration(new URL(config.issuer), wished, None(), OPTIONS);
  checkIssuer(registration, config);
  const known = registration.clientMetadata();
  const { redirect_uris: registered } = known;
  if (!Array.isArray(registered) || !registered.includes(config.redirect_uri))
    throw new Refused("the redirect address was not registered");
  const until = known["client_secret_expires_at"];
  if (typeof until === "number" && until !== 0 && until < Date.now() / 1000)
    throw new Refused("the secret has expired");
  const { token_endpoint_auth_method: auth } = known;
  if (auth !== "none" && typeof known.client_secret !== "string") throw new Refused("no secret was given");
  const provider = new Configuration(registration.serverMetadata(), known.client_id, known, registeredAuth(known));
  allowInsecureRequests(provider);
  enableNonRepudiationChecks(provider);
  provider[customFetch] = politeFetch;
  const { accessToken, sub = "" } = await signIn({
    // What was registered is what may be asked for. @see RFC 7591 3.2.1
    config: { ...config, client_id: known.client_id, scope: scopeOf(known) ?? config.scope },
    around,
    provider,
    ...(addressOf === undefined ? {} : { addressOf }),
  });
  await fetchUserInfo(provider, accessToken, sub);
}

/** A request object that nobody signs, which openid-client does not make. */
function unsigned(provider: Configuration, params: Readonly<Record<string, string>>): URL {
  const { client_id } = provider.clientMetadata();
  const claims = { ...params, response_type: "code", client_id, iss: client_id, aud: provider.serverMetadata().issuer };
  const [header, body] = [{ alg: "none" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const url = buildAuthorizationUrl(provider, { scope: params["scope"] ?? "" });
  url.searchParams.set("request", `${header}.${body}.`);
  return url;
}

/** Puts a request object where the provider finds it, and its address in the place of the object. */
async function byReference(url: URL, { config, around }: Pick<Using, "config" | "around">): Promise<URL> {
  const address = config.request_uri ?? "";
  const text = url.searchParams.get("request") ?? "";
  const door = await around.door(address);
  async function serve(): Promise<void> {
    for (;;) (await door.next()).send(200, { type: "application/oauth-authz-req+jwt", text });
  }
  void serve();
  url.searchParams.delete("request");
  url.searchParams.set("request_uri", address);
  return url;
}

/** Has openid-client sign the authorization request. @see RFC 9101 */
async function byObject(config: ClientConfig, around: Surroundings): Promise<void> {
  const { request_object_signing_alg: alg = "RS256", request_uri: address } = config;
  const hash = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const spec = { ...hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(spec, true, ["sign", "verify"]);
  const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "objects" };
  await byRegistration(config, around, {
    metadata: {
      request_object_signing_alg: alg,
      jwks: { keys: [{ kty: "RSA", kid: jwk.kid, n: jwk.n ?? "", e: jwk.e ?? "" }] },
      ...(address === undefined ? {} : { request_uris: [address] }),
    },
    async addressOf(provider, params) {
      const sent =
        alg === "none"
          ? unsigned(provider, params)
          : await buildAuthorizationUrlWithJAR(provider, { ...params }, { key: privateKey, kid: jwk.kid });
      return address === undefined ? sent : byReference(sent, { config, around });
    },
  });
}

async function byClientCredentials(using: Using): Promise<void> {
  const { config, provider } = using;
  const get = async (token: string): Promise<number> => {
    try {
      return (await fetchProtectedResource(provider, token, new URL(config.resource), "GET")).status;
    } catch (thrown) {
      if (thrown instanceof Error && "status" in thrown && thrown.status === 401) return 401;
      throw thrown;
    }
  };
  let tokens = await clientCredentialsGrant(provider, { scope: config.scope });
  let expires = performance.now() + (tokens.expiresIn() ?? 3_600) * 1000;
  for (let calls = 0, refusals = 0; calls < 2;) {
    if (performance.now() < expires && (await get(tokens.access_token)) === 200) calls += 1;
    else if (refusals === 2) throw new Refused("the resource refuses each token");
    else {
      refusals += 1;
      tokens = await clientCredentialsGrant(provider, { scope: config.scope });
      expires = performance.now() + (tokens.expiresIn() ?? 3_600) * 1000;
    }
  }
}

async function byDevice(using: Using): Promise<void> {
  const { config, around, provider } = using;
  const begun = await initiateDeviceAuthorization(provider, { scope: config.scope });
  around.print(begun.verification_uri_complete ?? `Open ${begun.verification_uri} and enter ${begun.user_code}`);
  const tokens = await pollDeviceAuthorizationGrant(provider, begun);
  await getResource(using, tokens.access_token);
}

async function judgeToken({ config, provider }: Using): Promise<void> {
  for (let calls = 0; calls < 2; calls += 1) {
    const said = await tokenIntrospection(provider, config.token ?? "", { token_type_hint: "access_token" });
    checkToken(said, { config, checks: checksWithout() });
  }
}

async function revoke(using: Using): Promise<void> {
  const { accessToken, refreshToken } = await signIn(using);
  const hint = refreshToken === undefined ? "access_token" : "refresh_token";
  await tokenRevocation(using.provider, refreshToken ?? accessToken, { token_type_hint: hint });
}

async function logOut(using: Using): Promise<void> {
  const { config, around, provider } = using;
  const { idToken = "" } = await signIn(using);
  const back = config.post_logout_redirect_uri ?? "";
  const state = randomState();
  const door = await around.door(back);
  const address = buildEndSessionUrl(provider, { id_token_hint: idToken, post_logout_redirect_uri: back, state });
  around.print(address.href);
  const arrival = await door.next();
  arrival.answer(200);
  if (arrival.params.get("state") !== state) throw new Refused("the answer to the logout has another state");
}

/** Flows of openid-client; the others are the own client's. */
const STEPS: Partial<Readonly<Record<Flow, (using: Using) => Promise<void>>>> = {
  code: byCode,
  "oidc-code": useOpenid,
  "oidc-hybrid": byBoth,
  "client-credentials": byClientCredentials,
  device: byDevice,
  dpop: withProofs,
  introspection: judgeToken,
  revocation: revoke,
  "logout-rp": logOut,
};

async function run(config: ClientConfig, around: Surroundings): Promise<void> {
  if (config.flow === "oidc-dynamic") return byRegistration(config, around);
  if (config.flow === "oidc-request-object" || config.flow === "oidc-request-uri") return byObject(config, around);
  if (config.flow === "oidc-webfinger") {
    const checks = checksWithout();
    const issuer = await findIssuer({ config, checks, around, http: httpOf(checks) });
    return run({ ...config, flow: "oidc-code", issuer }, around);
  }
  if (config.flow === "resource-first") {
    const checks = checksWithout();
    const found = await findServer({ config, checks, around, http: httpOf(checks) });
    const known = { ...config, ...found };
    return byCode({ config: known, around, provider: await discovered(known), resource: config.resource });
  }
  const steps = STEPS[config.flow];
  if (steps === undefined) return ownClient()(config, around);
  const { redirect_uri: redirect, post_logout_redirect_uri: back } = config;
  for (const address of [redirect, back]) if (address?.startsWith("http:") === true) await around.door(address);
  await steps({ config, around, provider: await discovered(config) });
}

/** Whatever openid-client throws is its refusal; a mistake of ours is a `ReferenceError`, and breaks the client. */
export const carefulClient: Program = async (config, around) => {
  try {
    await run(config, around);
  } catch (thrown) {
    if (thrown instanceof Refused || thrown instanceof ReferenceError) throw thrown;
    throw new Refused(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
  }
};
