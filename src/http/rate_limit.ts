import { networkOf, openRateLimiter, type RateLimiter } from "../accounts/mod.ts";
import type { Endpoint, Issuer, ThrottleClass } from "../engine/mod.ts";
import type { Networks } from "../platform/mod.ts";
import { fail, printRate, printRateLimit, printRateLimitPolicy, type Rate } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";

/** How often one network may ask, and who may ask as often as they like. */
export interface RateLimitOptions {
  /** A class without a rate is not counted. */
  readonly rates: Readonly<Partial<Record<ThrottleClass, Rate>>>;
  readonly exempt: Networks;
}

/**
 * Counts a request from an address.
 *
 * @throws {OAuthError} 429 when its network has asked too often.
 */
export type CountRequest = (address: string) => void | Promise<void>;

/** Finds what counts the requests to an endpoint; undefined = nobody does. */
export type CountRequests = (issuer: Issuer, endpoint: Endpoint) => CountRequest | undefined;

/** Addresses whose networks are remembered. */
const REMEMBERED = 10_000;

/**
 * Bounds how often one network may ask the endpoints of issuers, before anything is read of what it sends.
 *
 * It is no guard against guessing, which `throttle()` of the accounts' room is, for each account and client: it keeps
 * one network from using the server up for all. So it is generous, and counts what is right like what is wrong. While
 * nobody can count, as the store is away, requests are let through: what needs the store says so itself.
 */
export function rateLimits({ rates, exempt }: RateLimitOptions): CountRequests {
  const limiters = new Map<Issuer, Map<ThrottleClass, RateLimiter>>();
  const networks = new Map<string, string | undefined>();

  /** Undefined = it is not counted. */
  function counted(address: string): string | undefined {
    if (networks.has(address)) return networks.get(address);
    const network = exempt.has(address) ? undefined : networkOf(address);
    if (networks.size >= REMEMBERED) networks.clear();
    networks.set(address, network);
    return network;
  }

  function limiterOf(issuer: Issuer, name: ThrottleClass): RateLimiter | undefined {
    const rate = rates[name];
    if (rate === undefined) return undefined;
    const own = limiters.get(issuer) ?? new Map<ThrottleClass, RateLimiter>();
    limiters.set(issuer, own);
    const { ephemeral, clock } = issuer;
    // Endpoints of one class share what this process has leased.
    const limiter = own.get(name) ?? openRateLimiter({ ephemeral, clock, rate, name });
    own.set(name, limiter);
    return limiter;
  }

  return (issuer, { throttle: name }) => {
    const limiter = name === undefined ? undefined : limiterOf(issuer, name);
    if (name === undefined || limiter === undefined) return undefined;
    return (address) => {
      const network = counted(address);
      if (network === undefined) return undefined;
      const allowance = limiter.take(network);
      if (allowance instanceof Promise)
        return allowance.then((told) => checkAllowed(told, { name, limiter }), letThrough);
      return checkAllowed(allowance, { name, limiter });
    };
  };
}

interface Bound {
  readonly name: ThrottleClass;
  readonly limiter: RateLimiter;
}

function checkAllowed(
  { allowed, left, endsIn }: Awaited<ReturnType<RateLimiter["take"]>>,
  { name, limiter: { rate } }: Bound,
): void {
  if (allowed) return;
  fail(
    "temporarily_unavailable",
    `Cannot answer more requests of one network than ${printRate(rate)}: try again in ${endsIn} seconds`,
    {
      rule: "RFC6585-4-1",
      status: 429,
      headers: {
        "Retry-After": String(endsIn),
        "RateLimit-Policy": printRateLimitPolicy([{ name, rate }]),
        RateLimit: printRateLimit([{ name, rate, left, endsIn }]),
      },
    },
  );
}

function letThrough(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error;
}
