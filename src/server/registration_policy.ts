import type { RegistrationPolicy } from "../clients/mod.ts";
import type { Feature } from "../engine/mod.ts";
import type { Config } from "./config.ts";
import { settingsOf } from "./issuers.ts";

/** What an issuer of these features lets an application be registered for. */
export function registrationPolicy(features: readonly Feature[], config: Config): RegistrationPolicy {
  const { redirectUris, scopes, longestAccessToken } = settingsOf(config);
  const grants = features.flatMap(({ grants: own = [] }) => own.map(({ type }) => type));
  const words = features.flatMap(({ responseWords = [] }) => responseWords.map(({ grantType }) => grantType));
  return {
    grantTypes: [...new Set([...grants, ...words])],
    authMethods: features.flatMap(({ clientAuth = [] }) => clientAuth.map(({ name }) => name)),
    redirectUris,
    scopes: new Set(scopes.keys()),
    longestAccessToken,
  };
}
