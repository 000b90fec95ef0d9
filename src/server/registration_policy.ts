import type { RegistrationPolicy } from "../clients/mod.ts";
import type { Feature, MetadataField, MetadataGround } from "../engine/mod.ts";
import { createSafeFetch } from "../platform/mod.ts";
import { isLoopbackUri } from "../protocol/mod.ts";
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

/** What an issuer of these features judges client metadata by, for who registers without the issuer itself. */
export function registrationGround(
  features: readonly Feature[],
  config: Config,
): { readonly fields: ReadonlyMap<string, MetadataField>; readonly ground: MetadataGround } {
  const fields = features.flatMap(({ clientMetadata = [] }) => clientMetadata);
  const words = features.flatMap(({ responseWords = [] }) => responseWords);
  return {
    fields: new Map(fields.map((field) => [field.name, field])),
    ground: {
      settings: settingsOf(config),
      responseWords: new Map(words.map((word) => [word.name, word])),
      signingAlgs: config.SIGNING_ALGS,
      decryptionAlgs: config.ENCRYPTION_ALGS,
      fetch: createSafeFetch({ loopback: isLoopbackUri(config.ISSUER ?? "http://localhost") }),
    },
  };
}
