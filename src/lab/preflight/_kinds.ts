import type { SetupName } from "../scenarios/setup.ts";

/** Setups in which the browser comes back to the client. */
export const REDIRECTED: readonly SetupName[] = [
  "code",
  "oauth2.1",
  "native",
  "spa",
  "oidc-code",
  "oidc-implicit",
  "oidc-hybrid",
  "oidc-dynamic",
  "refresh",
  "oidc-refresh",
  "resource",
  "revocation",
  "logout-rp",
  "logout-back-channel",
  "logout-front-channel",
  "login-initiation",
];

/** Setups of OpenID Connect. */
export const OPENID: readonly SetupName[] = [
  "oidc-code",
  "oidc-implicit",
  "oidc-hybrid",
  "oidc-dynamic",
  "oidc-refresh",
  "logout-rp",
  "logout-back-channel",
  "logout-front-channel",
  "login-initiation",
];

/** Setups of clients that can keep no secret. */
export const PUBLIC: readonly SetupName[] = ["native", "spa"];

/** Setups of clients that prove who they are. */
export const CONFIDENTIAL: readonly SetupName[] = [
  "code",
  "oauth2.1",
  "oidc-code",
  "oidc-hybrid",
  "client-credentials",
  "refresh",
  "introspection",
];
