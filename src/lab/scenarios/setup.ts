/** What the client under test has to do in a scenario; a command reads it as `TOUCHSTONE_FLOW`. */
export const FLOWS = [
  "code",
  "oidc-code",
  "oidc-implicit",
  "oidc-hybrid",
  "oidc-dynamic",
  "oidc-webfinger",
  "oidc-request-object",
  "oidc-request-uri",
  "client-credentials",
  "device",
  "refresh",
  "resource",
  "resource-first",
  "dpop",
  "introspection",
  "revocation",
  "logout-rp",
  "logout-back-channel",
  "logout-front-channel",
  "login-initiation",
  "session-management",
  "oauth1",
] as const;

/** @see FLOWS */
export type Flow = (typeof FLOWS)[number];

/** What a client under test is configured as; the control is run once for each. */
export const SETUPS = [
  "code",
  "oauth2.1",
  "native",
  "spa",
  "oidc-code",
  "oidc-implicit",
  "oidc-hybrid",
  "oidc-dynamic",
  "oidc-webfinger-acct",
  "oidc-webfinger-url",
  "oidc-request-object",
  "oidc-request-uri",
  "client-credentials",
  "private-key-jwt",
  "oidc-private-key-jwt",
  "oidc-encrypted",
  "device",
  "refresh",
  "oidc-refresh",
  "jarm",
  "resource",
  "resource-first",
  "dpop",
  "introspection",
  "revocation",
  "logout-rp",
  "logout-back-channel",
  "logout-front-channel",
  "login-initiation",
  "session-management",
  "oauth1",
  "par",
] as const;

/** @see SETUPS */
export type SetupName = (typeof SETUPS)[number];
