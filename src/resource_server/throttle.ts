import type { Context, Middleware } from "koa";
import { type Allowance, openRateLimiter, type RateLimiter } from "../accounts/mod.ts";
import { type Clock, type Seconds, systemClock } from "../platform/mod.ts";
import {
  OAuthError,
  parseRate,
  printRate,
  printRateLimit,
  printRateLimitPolicy,
  type Rate,
  type ServiceLimit,
} from "../protocol/mod.ts";
import { type EphemeralStore, StoreUnavailable } from "../stores/mod.ts";
import { accessOf } from "./access.ts";
import { answerError } from "./answer_error.ts";
import type { CallerName } from "./throttle_caller.ts";

/** How often, counted where, for whom. */
export interface ThrottleOptions {
  /** Where calls are counted; processes that share it count together. */
  readonly store: EphemeralStore;
  /** `100/hour`; several, such as one for bursts and one for the day, must all be kept. */
  readonly rate: string | Rate | readonly (string | Rate)[];
  /** What is counted: throttles of one scope and one rate count together. It is the name of the policy in answers. */
  readonly scope: string;
  /** Whom a call counts for. */
  readonly by: CallerName;
  /** The machine's clock when not given. */
  readonly clock?: Clock;
}

interface Policy {
  readonly name: string;
  readonly limiter: RateLimiter;
}

/** What came of one policy. */
type Outcome = ServiceLimit & Pick<Allowance, "allowed">;

/**
 * Lets callers call so often and no more; `authenticate()` comes before it, and each `guard()` that comes before it as
 * well refuses calls that are then not counted.
 *
 * Every answer says what is left in the fields RateLimit-Policy and RateLimit. A call too many is answered 429, with
 * `Retry-After` and JSON that says how long to wait. Where nobody can count, since the store is away, calls are let
 * through, and the application's `error` event hears of it once.
 *
 * @see RFC 6585 4, draft-ietf-httpapi-ratelimit-headers-11
 * @throws {SyntaxError} When a rate cannot be read.
 * @throws {TypeError} When no rate is given, or the scope is not printable ASCII; by a call, when `authenticate()` did
 * not run before.
 *
 * @example A hundred calls an hour for each person, or client that calls for itself
 * ```ts
 * const store = memoryEphemeralStore();
 * const limited = throttle({ store, rate: "100/hour", scope: "books", by: byUserOrClient });
 * assert.isFunction(limited);
 * ```
 */
export function throttle(options: ThrottleOptions): Middleware {
  const policies = policiesOf(options);
  const { by } = options;
  const announced = printRateLimitPolicy(policies.map(({ name, limiter }) => ({ name, rate: limiter.rate })));
  let isAway = false;

  /** Nothing is told where nobody can count. */
  async function toldBy(allowances: readonly (Allowance | Promise<Allowance>)[], context: Context) {
    try {
      const told = outcomesOf(await Promise.all(allowances.map(async (one) => one)), policies);
      isAway = false;
      return told;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (!isAway) context.app.emit("error", error, context);
      isAway = true;
      return [];
    }
  }

  function count(who: string, context: Context): readonly Outcome[] | Promise<readonly Outcome[]> {
    const allowances = policies.map(({ limiter }) => limiter.take(who));
    return areTold(allowances) ? outcomesOf(allowances, policies) : toldBy(allowances, context);
  }

  return async (context, next) => {
    const access = accessOf(context);
    try {
      const named = by(access, context);
      const who = named instanceof Promise ? await named : named;
      if (who !== undefined) {
        const counted = count(who, context);
        const outcomes = counted instanceof Promise ? await counted : counted;
        if (outcomes.length > 0) announce(context, announced, outcomes);
        checkAllowed(outcomes);
      }
    } catch (error) {
      answerError(context, error);
      return;
    }
    await next();
  };
}

function policiesOf({ store, rate, scope, clock = systemClock }: ThrottleOptions): readonly Policy[] {
  const rates = [rate].flat().map((one) => (typeof one === "string" ? parseRate(one) : one));
  if (rates.length === 0) throw new TypeError(`Cannot throttle '${scope}' as no rate is given`);
  return rates.map((one) => ({
    name: rates.length === 1 ? scope : `${scope} ${printRate(one)}`,
    limiter: openRateLimiter({ ephemeral: store, clock, rate: one, name: `throttle ${scope}` }),
  }));
}

function areTold(allowances: readonly (Allowance | Promise<Allowance>)[]): allowances is readonly Allowance[] {
  return allowances.every((one) => !(one instanceof Promise));
}

function outcomesOf(allowances: readonly Allowance[], policies: readonly Policy[]): readonly Outcome[] {
  return policies.flatMap(({ name, limiter: { rate } }, index) => {
    const told = allowances[index];
    return told === undefined ? [] : [{ name, rate, allowed: told.allowed, left: told.left, endsIn: told.endsIn }];
  });
}

function announce(context: Context, policy: string, outcomes: readonly ServiceLimit[]): void {
  addField(context, "RateLimit-Policy", policy);
  addField(context, "RateLimit", printRateLimit(outcomes));
}

/** Several throttles of one route each add their own. */
function addField({ res }: Context, name: string, value: string): void {
  const before = res.getHeader(name);
  res.setHeader(name, before === undefined ? value : `${String(before)}, ${value}`);
}

function checkAllowed(outcomes: readonly Outcome[]): void {
  if (outcomes.every(({ allowed }) => allowed)) return;
  const broken = outcomes.filter(({ allowed }) => !allowed);
  const wait: Seconds = Math.max(...broken.map(({ endsIn }) => endsIn));
  const rates = broken.map(({ rate }) => printRate(rate)).join(" and ");
  throw new OAuthError(
    "temporarily_unavailable",
    `Cannot answer more calls than ${rates}: try again in ${wait} ${wait === 1 ? "second" : "seconds"}`,
    { rule: "RFC6585-4-1", status: 429, headers: { "Retry-After": String(wait) } },
  );
}
