import type { RateLimitOptions } from "../http/mod.ts";
import { parseNetworks } from "../platform/mod.ts";
import { parseRate, type Rate } from "../protocol/mod.ts";
import type { Config } from "./config.ts";

type Throttles = Pick<
  Config,
  | "THROTTLE_LOGIN"
  | "THROTTLE_SIGN_UP"
  | "THROTTLE_TOKEN"
  | "THROTTLE_DEVICE"
  | "THROTTLE_REGISTRATION"
  | "THROTTLE_EXEMPT"
  | "TRUSTED_PROXIES"
>;

function bound<Name extends string>(name: Name, rate: string | undefined): Partial<Record<Name, Rate>>;
function bound(name: string, rate: string | undefined): Partial<Record<string, Rate>> {
  return rate === undefined ? {} : { [name]: parseRate(rate) };
}

/** How often one network may ask the endpoints, as the settings have it. */
export function requestLimitsOf(config: Throttles): RateLimitOptions {
  return {
    rates: {
      ...bound("login", config.THROTTLE_LOGIN),
      ...bound("sign_up", config.THROTTLE_SIGN_UP),
      ...bound("token", config.THROTTLE_TOKEN),
      ...bound("device", config.THROTTLE_DEVICE),
      ...bound("registration", config.THROTTLE_REGISTRATION),
    },
    exempt: parseNetworks(config.THROTTLE_EXEMPT),
    trustsProxies: config.TRUSTED_PROXIES > 0,
  };
}
