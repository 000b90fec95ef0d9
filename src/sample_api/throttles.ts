import type { Middleware } from "koa";
import type { Issuer } from "../engine/mod.ts";
import {
  AnonRateThrottle,
  byUserOrClient,
  OAuth2ClientRateThrottle,
  OAuth2UserOrClientRateThrottle,
  throttle,
  type ThrottleRates,
  UserRateThrottle,
} from "../resource_server/mod.ts";
import type { ApiEndpoint } from "./endpoint.ts";

/** The kinds of throttles that all of the API may have, and which rate each takes. */
export const THROTTLE_CLASSES = Object.freeze({
  AnonRateThrottle: "anon",
  UserRateThrottle: "user",
  OAuth2UserOrClientRateThrottle: "oauth2",
  OAuth2ClientRateThrottle: "oauth2_client",
});

/** Name of a kind of throttle. */
export type ThrottleClassName = keyof typeof THROTTLE_CLASSES;

const OPEN = Object.freeze({
  AnonRateThrottle,
  UserRateThrottle,
  OAuth2UserOrClientRateThrottle,
  OAuth2ClientRateThrottle,
}) satisfies Readonly<Record<ThrottleClassName, unknown>>;

/** How often the API may be called. */
export interface ApiThrottles {
  readonly rates: ThrottleRates;
  /** What all operations have that have no throttles of their own; each needs its rate. */
  readonly classes: readonly ThrottleClassName[];
}

/** Nobody counts anything. */
export const UNTHROTTLED: ApiThrottles = Object.freeze({ rates: {}, classes: [] });

/** What an operation is throttled by. */
export function throttlesOf(
  endpoint: Pick<ApiEndpoint, "throttled">,
  { rates, classes }: ApiThrottles,
  { ephemeral: store, clock }: Pick<Issuer, "ephemeral" | "clock">,
): readonly Middleware[] {
  const options = { store, clock, rates };
  return endpoint.throttled === true ? ownThrottles(options) : classes.map((name) => OPEN[name](options));
}

type Options = Parameters<typeof AnonRateThrottle>[0];

/** Callers without a token by their network, others by their person or client: each has one bucket. */
function ownThrottles({ rates, ...counted }: Options): readonly Middleware[] {
  const { anon, user } = rates;
  return [
    ...(typeof anon === "string" ? [AnonRateThrottle({ ...counted, rates })] : []),
    ...(typeof user === "string"
      ? [
          throttle({
            ...counted,
            rate: user,
            scope: "user",
            by: (access, context) => (access.kind === "anonymous" ? undefined : byUserOrClient(access, context)),
          }),
        ]
      : []),
  ];
}
