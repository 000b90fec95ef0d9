import { digest, type Instant, type Seconds } from "../platform/mod.ts";
import { endpointUrl, type JwtClaims, type JwtReason } from "../protocol/mod.ts";
import { markKind } from "../stores/mod.ts";
import type { Exchange } from "./exchange.ts";
import type { Issuer } from "./issuer.ts";

/** The sentences that an assertion breaks which is refused as a JWT; who presents it says what may not be missing. */
export const ASSERTION_RULES: Readonly<Record<Exclude<JwtReason, "missing">, string>> = {
  malformed: "RFC7523-3-11",
  alg: "RFC7523-3-10",
  crit: "RFC7523-3-11",
  typ: "RFC7523-3-11",
  signature: "RFC7523-3-10",
  key: "RFC7523-3-10",
  expired: "RFC7523-3-5",
  not_yet: "RFC7523-3-7",
  issuer: "RFC7523-3-1",
  audience: "RFC7523-3-4",
};

/** JWTs that were presented. */
const PRESENTED = markKind("jt");
/** Seconds: how far the clocks of who made a JWT and ours may be apart; a mark outlives what it marks. */
export const JWT_LEEWAY: Seconds = 10;

/** A JWT that may be presented once. */
export interface OneTimeJwt {
  /** What it is presented for, and by whom: a `jti` is only unlike the others of the same maker. */
  readonly whose: string;
  readonly jti: string;
  readonly expiresAt: Instant;
}

function keyOf({ whose, jti }: OneTimeJwt): string {
  return digest(JSON.stringify([whose, jti]));
}

/**
 * Marks a JWT as presented: true for the one request that was first, for as long as the JWT could be used.
 *
 * @see RFC 7523 3, RFC 7521 8.2
 */
export function claimJwt(jwt: OneTimeJwt, { issuer }: Exchange): Promise<boolean> {
  const left = Math.ceil(jwt.expiresAt - issuer.clock.now());
  return issuer.ephemeral.claim(PRESENTED, { key: keyOf(jwt), ttl: Math.max(1, left + 2 * JWT_LEEWAY) });
}

/** Lets a JWT be presented again, as what it was presented for failed by our own fault. */
export function releaseJwt(jwt: OneTimeJwt, { issuer }: Exchange): Promise<void> {
  return issuer.ephemeral.forget(PRESENTED, [keyOf(jwt)]);
}

/**
 * Whether a JWT is meant for this server and nobody else: its issuer identifier, the address of its token endpoint, or
 * that of the endpoint for pushed requests where it has one.
 *
 * *Decision 2026-11-21*: all audiences have to be ours. One that names another server as well could have been made for
 * that server, which then presents it here.
 *
 * @see RFC 7523 3, RFC 9126 2, OpenID Connect Core 9
 */
export function isMeantForUs({ aud }: JwtClaims, { url, metadata }: Pick<Issuer, "url" | "metadata">): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const { pushed_authorization_request_endpoint: pushed = url } = metadata;
  const ours = new Set<unknown>([url, endpointUrl(url, "/token"), pushed]);
  return named.length > 0 && named.every((each) => ours.has(each));
}
