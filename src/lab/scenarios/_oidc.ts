import type { Place } from "../journal/entry.ts";
import { type Expectation, refuses } from "./scenario.ts";
import type { SetupName } from "./setup.ts";

/** Setups in which an ID token comes, wherever from. */
export const OIDC: readonly SetupName[] = ["oidc-code", "oidc-implicit", "oidc-hybrid"];
/** Setups in which an ID token comes through the browser, so that no TLS vouches for it. */
export const FRONT: readonly SetupName[] = ["oidc-implicit", "oidc-hybrid"];
/** The same, and clients that begin with nothing but an issuer. */
export const DISCOVERING: readonly SetupName[] = [...OIDC, "oidc-dynamic"];
/** Setups without an ID token whose client may have read the metadata. */
export const OAUTH: readonly SetupName[] = [
  "code",
  "oauth2.1",
  "native",
  "spa",
  "client-credentials",
  "device",
  "refresh",
  "resource",
];

/** Where a client goes that takes an ID token for right. */
const USES: readonly Place[] = ["token", "userinfo", "resource"];

/** The client uses nothing that came with the ID token. */
export const STOPS: Expectation = refuses(...USES);
