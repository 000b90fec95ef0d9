import type { Middleware } from "koa";
import type { Clock } from "../platform/mod.ts";
import type { EphemeralStore } from "../stores/mod.ts";
import { throttle } from "./throttle.ts";
import { byAnonymous, byClient, byUser, byUserOrClient, type CallerName } from "./throttle_caller.ts";

/** Rates by the names of what they are for, as `DEFAULT_THROTTLE_RATES` has them; null = as often as one likes. */
export type ThrottleRates = Readonly<Record<string, string | null>>;

/** A throttle as users of Django REST framework know it. */
export interface RateThrottleOptions {
  /** Where calls are counted; processes that share it count together. */
  readonly store: EphemeralStore;
  readonly rates: ThrottleRates;
  /** Which of the rates; each kind of throttle has one of its own when not given. */
  readonly scope?: string;
  /** The machine's clock when not given. */
  readonly clock?: Clock;
}

/** One that has no rate of its own. */
export type ScopedRateThrottleOptions = RateThrottleOptions & { readonly scope: string };

const unlimited: Middleware = (_context, next) => next();

function named(by: CallerName, standardScope: string): (options: RateThrottleOptions) => Middleware {
  return ({ rates, scope = standardScope, ...options }) => {
    const rate = Object.hasOwn(rates, scope) ? rates[scope] : undefined;
    if (rate === undefined) throw new TypeError(`Cannot throttle '${scope}' as the rates name none for it`);
    return rate === null ? unlimited : throttle({ ...options, rate, scope, by });
  };
}

/** `OAuth2UserOrClientRateThrottle` of Django OAuth Toolkit: `throttle({ by: byUserOrClient })` at the rate `oauth2`. */
export const OAuth2UserOrClientRateThrottle = named(byUserOrClient, "oauth2");

/** `OAuth2ClientRateThrottle` of Django OAuth Toolkit: `throttle({ by: byClient })` at the rate `oauth2_client`. */
export const OAuth2ClientRateThrottle = named(byClient, "oauth2_client");

/** `AnonRateThrottle` of Django REST framework: `throttle({ by: byAnonymous })` at the rate `anon`. */
export const AnonRateThrottle = named(byAnonymous, "anon");

/** `UserRateThrottle` of Django REST framework: `throttle({ by: byUser })` at the rate `user`. */
export const UserRateThrottle = named(byUser, "user");

/** `ScopedRateThrottle` of Django REST framework: `throttle({ by: byUser })` at the rate that is named. */
export const ScopedRateThrottle: (options: ScopedRateThrottleOptions) => Middleware = named(byUser, "");
