import { hmacSecretsOf } from "../../clients/mod.ts";
import { claimJwt, type Exchange, type GuessGuard, isMeantForUs, JWT_LEEWAY, refuseClient } from "../../engine/mod.ts";
import { lifetimeText } from "../../pages/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import {
  CLIENT_KEY_ALGS,
  CLIENT_SECRET_ALGS,
  fail,
  type JwtClaims,
  type JwtReason,
  JwtRefused,
  type SigningAlg,
  verifyJwt,
  type VerifyJwtOptions,
} from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { ruleOf, wordsOf } from "./refusal.ts";

/** How the two methods are called. */
export type AssertionMethodName = "private_key_jwt" | "client_secret_jwt";

/** Who presents an assertion, where, and as what. */
export interface CheckAssertionOptions {
  readonly client: ClientRecord;
  readonly exchange: Exchange;
  readonly method: AssertionMethodName;
  readonly guard: GuessGuard;
  /** How long an assertion may still hold. */
  readonly longest: Seconds;
}

const LONGEST_JTI = 128;
/** Types of an assertion; most have none. A JWT of another type was made for something else. @see RFC 8725 3.11 */
const TYPES = [undefined, "JWT", "client-authentication+jwt"] as const;

type KeyFor = VerifyJwtOptions["keyFor"];

/** The algorithms that a client may sign by: the one that it registered, or all of its method. */
function algsOf({ metadata }: ClientRecord, method: AssertionMethodName): readonly SigningAlg[] {
  const algs = method === "private_key_jwt" ? CLIENT_KEY_ALGS : CLIENT_SECRET_ALGS;
  const { token_endpoint_auth_signing_alg: registered } = metadata;
  return registered === undefined ? algs : algs.filter((alg) => alg === registered);
}

/** Where the key may come from: a rotated secret holds beside the new one for a while. */
function sourcesOf({ client, exchange, method }: CheckAssertionOptions): readonly KeyFor[] {
  const { clientKeys, sealKey, clock } = exchange.issuer;
  if (method === "private_key_jwt")
    return [async ({ alg, kid }) => (await clientKeys.find(client, { alg, use: "sig", kid }))?.key];
  return hmacSecretsOf(client, { key: sealKey, now: clock.now() }).map((secret) => () => secret);
}

type Outcome = { readonly claims: JwtClaims } | { readonly refusal: JwtRefused };

/** Verifies by the first of several keys that does. */
async function verifyByAny(text: string, options: CheckAssertionOptions): Promise<Outcome> {
  const { client, exchange, method } = options;
  const demands = {
    now: exchange.issuer.clock.now(),
    leeway: JWT_LEEWAY,
    algs: algsOf(client, method),
    typ: TYPES,
    required: ["iss", "sub", "aud", "jti"],
    issuer: client.clientId,
  };
  let refusal = new JwtRefused("key", "Cannot verify the JWT as its key is not known");
  for (const keyFor of sourcesOf(options)) {
    try {
      return { claims: (await verifyJwt(text, { ...demands, keyFor })).claims };
    } catch (error) {
      if (!(error instanceof JwtRefused)) throw error;
      // A guess at one secret stays a guess, though another one could not be tried.
      if (error.reason !== "key" || refusal.reason === "key") refusal = error;
      // Another key may do only what this one could not.
      if (error.reason !== "signature" && error.reason !== "key") break;
    }
  }
  return { refusal };
}

/** Refusals that tell nothing of a secret, as they come before it is used. */
const BEFORE_THE_SECRET: ReadonlySet<JwtReason> = new Set(["alg", "crit", "typ", "key"]);

/** A secret that a person chose may be guessed at by its HMACs: such tries are counted as those of the secret are. */
async function countGuess(outcome: Outcome, { client, exchange, method, guard }: CheckAssertionOptions): Promise<void> {
  const { issuer, request } = exchange;
  if (method !== "client_secret_jwt") return;
  const reason = "refusal" in outcome ? outcome.refusal.reason : undefined;
  if (reason !== undefined && BEFORE_THE_SECRET.has(reason)) return;
  const retryAfter = await guard.count(reason !== "signature", { client, issuer, address: request.address });
  if (retryAfter === undefined) return;
  fail(
    "invalid_client",
    `Cannot check the client_assertion as there were too many wrong ones: wait ${lifetimeText(retryAfter)}`,
    { rule: "RFC6749-2.3.1-5", status: 429, headers: { "Retry-After": String(retryAfter) } },
  );
}

/** What a client assertion has to be beyond being a JWT of its client, who was found by its sub. @see RFC 7523 3 */
function judge(claims: JwtClaims, { exchange, longest }: CheckAssertionOptions): { jti: string; exp: number } {
  const { jti, exp } = claims;
  const { issuer } = exchange;
  if (!isMeantForUs(claims, issuer)) {
    return refuseClient(
      exchange,
      "Cannot accept the client_assertion as aud is not the issuer identifier, or the address of the token endpoint, alone",
      "RFC7523-3-4",
    );
  }
  if (typeof exp !== "number" || exp > issuer.clock.now() + longest + JWT_LEEWAY) {
    return refuseClient(
      exchange,
      `Cannot accept the client_assertion as it holds for more than ${longest} seconds from now`,
      "RFC7523-3-6",
    );
  }
  if (typeof jti !== "string" || jti === "" || jti.length > LONGEST_JTI) {
    return refuseClient(
      exchange,
      `Cannot accept the client_assertion as its jti is not a text of 1 to ${LONGEST_JTI} characters`,
      "OIDC-9-1",
    );
  }
  return { jti, exp };
}

/**
 * Whether a client assertion is its client's, is meant for this server, and was not presented before.
 *
 * @see RFC 7523 3, 3.2, OpenID Connect Core 9
 * @throws {OAuthError} invalid_client with the reason; 429 where a secret was guessed at too often.
 */
export async function checkAssertion(text: string, options: CheckAssertionOptions): Promise<true> {
  const { client, exchange } = options;
  const outcome = await verifyByAny(text, options);
  await countGuess(outcome, options);
  if ("refusal" in outcome) return refuseClient(exchange, wordsOf(outcome.refusal), ruleOf(outcome.refusal));
  const { jti, exp } = judge(outcome.claims, options);
  if (await claimJwt({ whose: `client ${client.clientId}`, jti, expiresAt: exp }, exchange)) return true;
  await exchange.issuer.hooks.happened({ name: "assertion.replayed", client: client.id }, exchange);
  return refuseClient(exchange, "Cannot accept the client_assertion as it was presented before", "OIDC-9-3");
}
