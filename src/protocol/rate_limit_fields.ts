import type { Seconds } from "../platform/mod.ts";
import type { Rate } from "./rate.ts";

/** What one policy leaves to whoever asks now. */
export interface ServiceLimit {
  /** Name of the policy: printable ASCII. */
  readonly name: string;
  readonly rate: Rate;
  /** Requests that are left. */
  readonly left: number;
  /** Until the whole quota is there again. */
  readonly endsIn: Seconds;
}

/**
 * The quota policies that a request counts under, for the field `RateLimit-Policy`.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-11 3
 * @throws {TypeError} When a name is not printable ASCII.
 *
 * @example A hundred an hour
 * ```ts
 * const limit = { name: "user", rate: { limit: 100, period: 3600 }, left: 99, endsIn: 3600 };
 * assert.equal(printRateLimitPolicy([limit]), '"user";q=100;w=3600');
 * ```
 */
export function printRateLimitPolicy(limits: readonly Pick<ServiceLimit, "name" | "rate">[]): string {
  return limits.map(({ name, rate }) => `${printString(name)};q=${rate.limit};w=${rate.period}`).join(", ");
}

/**
 * What is left under each policy, for the field `RateLimit`.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-11 4
 * @throws {TypeError} When a name is not printable ASCII.
 *
 * @example One call of a hundred was made
 * ```ts
 * const limit = { name: "user", rate: { limit: 100, period: 3600 }, left: 99, endsIn: 3600 };
 * assert.equal(printRateLimit([limit]), '"user";r=99;t=3600');
 * ```
 */
export function printRateLimit(limits: readonly ServiceLimit[]): string {
  return limits.map(({ name, left, endsIn }) => `${printString(name)};r=${left};t=${endsIn}`).join(", ");
}

/** @see RFC 9651 4.1.6 */
function printString(text: string): string {
  if (!/^[\x20-\x7E]*$/.test(text)) throw new TypeError("Cannot name a policy by what is not printable ASCII");
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
