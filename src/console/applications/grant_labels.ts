import { OAUTH1_GRANT } from "../../clients/mod.ts";

/** Grant types in the words of the registration pages that people know; others have their own name. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ["authorization_code", "Authorization code"],
  ["implicit", "Implicit"],
  ["password", "Resource owner password-based"],
  ["client_credentials", "Client credentials"],
  ["refresh_token", "Refresh token"],
  ["urn:ietf:params:oauth:grant-type:device_code", "Device code"],
  ["urn:ietf:params:oauth:grant-type:jwt-bearer", "JWT bearer"],
  [OAUTH1_GRANT, "OAuth 1.0a (signed requests)"],
]);

/** A word that stands for two grant types together. */
export const HYBRID = "openid-hybrid";

/** The grant types of a hybrid flow. @see OpenID Connect Core 3.3 */
const OF_HYBRID = ["authorization_code", "implicit"] as const;

/** What a person reads of a grant type. */
export function grantLabel(type: string): string {
  return LABELS.get(type) ?? type;
}

/** The grant types that were chosen, a hybrid flow as those that it is made of. */
export function grantTypesOf(chosen: readonly string[]): readonly string[] {
  return [...new Set(chosen.flatMap((word) => (word === HYBRID ? OF_HYBRID : [word])))];
}

/** Whether a hybrid flow can be had of the grant types that there are. */
export function hasHybrid(grantTypes: readonly string[]): boolean {
  return OF_HYBRID.every((type) => grantTypes.includes(type));
}
