import { createHash, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { assert } from "chai";
import { randomNonce } from "openid-client";
import { authorize, basic, type Journey, type JourneyOptions, postForm } from "./journey.ts";
import type { ResponseType, Target } from "./target.ts";

type Claims = Readonly<Record<string, unknown>>;

/** What came of an authentication request, from both endpoints. */
export interface OpenidAnswer {
  readonly journey: Journey;
  readonly nonce: string | undefined;
  /** What the browser brought back, from wherever it was. */
  readonly front: URLSearchParams;
  /** What the token endpoint answered; empty where no code came. */
  readonly body: Readonly<Record<string, unknown>>;
  /** ID tokens, the one of the authorization endpoint first. */
  readonly idTokens: readonly string[];
  /** Access tokens, likewise. */
  readonly accessTokens: readonly string[];
}

/** How a sign-in differs from the usual one. */
export interface OpenidJourneyOptions extends JourneyOptions {
  readonly type?: ResponseType;
}

/** What is in the query and in the fragment of where the browser was sent. */
export function parametersOf(sentTo: URL | undefined): URLSearchParams {
  return new URLSearchParams([...(sentTo?.searchParams ?? []), ...new URLSearchParams(sentTo?.hash.slice(1))]);
}

function texts(...values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === "string");
}

/** Asks for a response type in the scope `openid` and redeems the code, if one comes, with plain requests. */
export async function signIn(target: Target, options: OpenidJourneyOptions = {}): Promise<OpenidAnswer> {
  const { type = "code", ...given } = options;
  const nonce = randomNonce();
  const change = { scope: "openid", response_type: type, nonce, ...given.change };
  const journey = await authorize(target, { ...given, change });
  const front = parametersOf(journey.sentTo);
  const client = given.client ?? target.confidential;
  const code = front.get("code");
  const form = { grant_type: "authorization_code", redirect_uri: client.redirectUri, code_verifier: journey.verifier };
  const tokenEndpoint = journey.config.serverMetadata().token_endpoint;
  const redeemed = code === null ? undefined : await postForm(tokenEndpoint, { ...form, code }, basic(client));
  const body = redeemed?.body ?? {};
  return {
    journey,
    nonce: change.nonce,
    front,
    body,
    idTokens: texts(front.get("id_token"), body["id_token"]),
    accessTokens: texts(front.get("access_token"), body["access_token"]),
  };
}

function partOf(token: string, at: 0 | 1): Claims {
  return JSON.parse(Buffer.from(token.split(".")[at] ?? "", "base64url").toString());
}

/** Claims of an ID token, not verified. */
export function claimsOf(token: string | undefined): Claims {
  return partOf(token ?? "", 1);
}

/** Header of an ID token. */
export function headerOf(token: string): Claims {
  return partOf(token, 0);
}

/** The published keys of a provider. */
export async function publishedKeys({ journey }: OpenidAnswer): Promise<readonly (JsonWebKey & { kid?: string })[]> {
  const response = await fetch(journey.config.serverMetadata().jwks_uri ?? "");
  const { keys }: { readonly keys: readonly JsonWebKey[] } = await response.json();
  return keys;
}

/** Fails unless an ID token is signed, by RS256, by the published key that it names. */
export function assertSigned(token: string, keys: Awaited<ReturnType<typeof publishedKeys>>): void {
  const { alg, kid } = headerOf(token);
  assert.equal(alg, "RS256");
  const jwk = keys.find((key) => key.kid === kid);
  assert.isDefined(jwk, `no key is called '${String(kid)}'`);
  const at = token.lastIndexOf(".");
  const key = createPublicKey({ key: jwk ?? {}, format: "jwk" });
  const signature = Buffer.from(token.slice(at + 1), "base64url");
  assert.isTrue(verify("sha256", Buffer.from(token.slice(0, at)), key, signature), "the signature is wrong");
}

/** The left half of a text's SHA-256, as ID tokens vouch for what comes beside them. @see OpenID Connect Core 3.3.2.11 */
export function leftHalf(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

/** What the UserInfo endpoint answers to a token. */
export async function userinfo({ journey }: OpenidAnswer, accessToken: string): Promise<Claims> {
  const response = await fetch(journey.config.serverMetadata().userinfo_endpoint ?? "", {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  assert.equal(response.status, 200);
  return response.json();
}
