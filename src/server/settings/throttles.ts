import type { ThrottleClassName } from "../../sample_api/mod.ts";
import { networks, noneOrSomeOf, rateOrNone, throttleRates } from "../setting_schemas.ts";
import { setting } from "./definition.ts";

const THROTTLE_CLASS_NAMES = [
  "AnonRateThrottle",
  "UserRateThrottle",
  "OAuth2UserOrClientRateThrottle",
  "OAuth2ClientRateThrottle",
] as const satisfies readonly ThrottleClassName[];

/** Settings of how often one may ask. */
export const THROTTLE_SETTINGS = {
  DEFAULT_THROTTLE_RATES: setting({
    schema: throttleRates(),
    standard: { user: "100/hour", anon: "10/hour" },
    unit: "JSON object",
    says: "How often the sample API may be called where it is throttled: /api/throttled/ always is, by user and anon; null is as often as one likes",
    source: "DEFAULT_THROTTLE_RATES of Django REST framework",
  }),
  DEFAULT_THROTTLE_CLASSES: setting({
    schema: noneOrSomeOf(...THROTTLE_CLASS_NAMES),
    standard: [],
    unit: "words or none",
    says: "By what all the rest of the sample API is throttled: AnonRateThrottle (rate anon), UserRateThrottle (user), OAuth2UserOrClientRateThrottle (oauth2), OAuth2ClientRateThrottle (oauth2_client)",
    source: "DEFAULT_THROTTLE_CLASSES of Django REST framework",
  }),
  THROTTLE_LOGIN: setting({
    schema: rateOrNone(),
    standard: "600/minute",
    unit: "rate or none",
    says: "How often one network may send the forms by which people sign in and consent",
    source: "RFC 6585 4",
  }),
  THROTTLE_SIGN_UP: setting({
    schema: rateOrNone(),
    standard: "300/minute",
    unit: "rate or none",
    says: "How often one network may send what makes an account; after 20 tries it waits, each time longer, in any case",
    source: "RFC 6585 4",
  }),
  THROTTLE_TOKEN: setting({
    schema: rateOrNone(),
    standard: "6000/minute",
    unit: "rate or none",
    says: "How often one network may ask the token endpoint",
    source: "RFC 6585 4",
  }),
  THROTTLE_DEVICE: setting({
    schema: rateOrNone(),
    standard: "600/minute",
    unit: "rate or none",
    says: "How often one network may ask for codes for devices, and type them in",
    source: "RFC 6585 4",
  }),
  THROTTLE_REGISTRATION: setting({
    schema: rateOrNone(),
    standard: "300/minute",
    unit: "rate or none",
    says: "How often one network may ask the registration endpoint, and the lab for issuers and runs",
    source: "RFC 6585 4, RFC 7591 5",
  }),
  THROTTLE_EXEMPT: setting({
    schema: networks(),
    standard: ["loopback"],
    unit: "networks or none",
    says: "Who may ask the endpoints as often as they like: loopback (this machine, and a proxy on it that TRUSTED_PROXIES does not name), addresses, blocks such as 10.0.0.0/8",
  }),
};
