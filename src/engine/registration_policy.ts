import type { RegistrationPolicy } from "../clients/mod.ts";
import type { Issuer } from "./issuer.ts";

/** Whoever has it asks about the tokens of others, so nobody gets it by asking. @see RFC 7662 2.1 */
export const INTROSPECTION_SCOPE = "introspection";

/** All that a client may be registered for at an issuer. */
export function registrationPolicyOf({
  grants,
  responseWords,
  clientAuth,
  settings,
}: Pick<Issuer, "grants" | "responseWords" | "clientAuth" | "settings">): RegistrationPolicy {
  const words = [...responseWords.values()].map(({ grantType }) => grantType);
  return {
    grantTypes: [...new Set([...grants.keys(), ...words])],
    authMethods: clientAuth.map(({ name }) => name),
    redirectUris: settings.redirectUris,
    scopes: new Set(settings.scopes.keys()),
    longestAccessToken: settings.longestAccessToken,
  };
}
