import type { GivenSettings } from "./config.ts";

/** The name of an issuer that tests trust. */
export const TRUSTED_ISSUER = "https://idp.test";

/** Its key, that of RFC 7515, Appendix A.3, which everybody knows. */
export const TRUSTED_JWK = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  kid: "idp",
};

/** The keys of that issuer. */
export const TRUSTED_KEYS = { keys: [TRUSTED_JWK] };

/** A value of TRUSTED_ISSUERS: how that issuer is trusted, by its own keys unless others are named. */
export function trusting(how: Readonly<Record<string, unknown>> = {}): string {
  const keys = Object.hasOwn(how, "jwks_uri") ? {} : { jwks: TRUSTED_KEYS };
  return JSON.stringify({ [TRUSTED_ISSUER]: { ...keys, ...how } });
}

/** Settings that turn on what is off unless somebody says otherwise. */
export const EVERYTHING: GivenSettings = {
  CLIENT_REGISTRATION: "token",
  SIGN_UP: "open",
  API_DOCS: "page",
  TRUSTED_ISSUERS: trusting(),
};
