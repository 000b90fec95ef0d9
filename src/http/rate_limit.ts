import type { Context } from "koa";
import { type Allowance, networkOf, openRateLimiter, type RateLimiter } from "../accounts/mod.ts";
import type { Endpoint, Issuer, ThrottleClass } from "../engine/mod.ts";
import type { Networks } from "../platform/mod.ts";
import {
  fail,
  printRate,
  printRateLimit,
  printRateLimitPolicy,
  type Rate,
  type ServiceLimit,
} from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { refusalNews } from "./refusal_news.ts";

/** How often one network may ask, and who may ask as often as they like. */
export interface RateLimitOptions {
  /** A class without a rate is not counted. */
  readonly rates: Readonly<Partial<Record<ThrottleClass, Rate>>>;
  readonly exempt: Networks;
  /** Whether some proxies are believed when they say who asks. */
  readonly trustsProxies: boolean;
}

/** What is asked of a request. */
type Caller = Pick<Context, "ip" | "get">;

/**
 * Counts a request.
 *
 * @throws {OAuthError} 429 when its network has asked too often.
 */
export type CountRequest = (caller: Caller) => void | Promise<void>;

/** Finds what counts the requests to an endpoint; undefined = nobody does. */
export type CountRequests = (issuer: Issuer, endpoint: Endpoint) => CountRequest | undefined;

interface Counting {
  readonly name: ThrottleClass;
  readonly limiter: RateLimiter;
}

/** Addresses whose networks are remembered. */
const REMEMBERED = 10_000;

/**
 * Bounds how often one network may ask the endpoints of issuers, before anything is read of what it sends.
 *
 * It is no guard against guessing, which `throttle()` of the accounts' room is, for each account and client: it keeps
 * one network from using the server up for all. So it is generous, and counts what is right like what is wrong. While
 * nobody can count, as the store is away, requests are let through: what needs the store says so itself.
 */
export function rateLimits({ rates, exempt, trustsProxies }: RateLimitOptions): CountRequests {
  const tell = refusalNews({ trustsProxies });
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

  function counter(issuer: Issuer, { name, limiter }: Counting): CountRequest {
    function check(allowance: Allowance, caller: Caller): void {
      if (allowance.allowed) return;
      const { endsIn } = allowance;
      const isForwarding = caller.get("X-Forwarded-For") !== "";
      tell({ throttle: name, network: networkOf(caller.ip), endsIn, isForwarding }, issuer);
      refuse({ name, rate: limiter.rate, ...allowance });
    }

    return (caller) => {
      const network = counted(caller.ip);
      if (network === undefined) return undefined;
      const allowance = limiter.take(network);
      if (allowance instanceof Promise) return allowance.then((told) => check(told, caller), letThrough);
      return check(allowance, caller);
    };
  }

  return (issuer, { throttle: name }) => {
    const limiter = name === undefined ? undefined : limiterOf(issuer, name);
    return name === undefined || limiter === undefined ? undefined : counter(issuer, { name, limiter });
  };
}

function refuse(limit: ServiceLimit): never {
  const { rate, endsIn } = limit;
  return fail(
    "temporarily_unavailable",
    `Cannot answer more requests of one network than ${printRate(rate)}: try again in ${endsIn} seconds`,
    {
      rule: "RFC6585-4-1",
      status: 429,
      headers: {
        "Retry-After": String(endsIn),
        "RateLimit-Policy": printRateLimitPolicy([limit]),
        RateLimit: printRateLimit([limit]),
      },
    },
  );
}

function letThrough(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error;
}
