import type { RegistrationPolicy } from "../../clients/mod.ts";
import type { Issuer } from "../../engine/mod.ts";

/** Grants by which a person, and nobody else, gives something to a client, and does so here. */
const OF_PERSONS: ReadonlySet<string> = new Set([
  "authorization_code",
  "implicit",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:device_code",
]);

/** Whoever has it asks about the tokens of others, so nobody gets it by asking. @see RFC 7662 2.1 */
const INTROSPECTION = "introspection";

/** For whom a policy is. */
export interface PolicyOptions {
  /** Whether nobody vouched for the client. */
  readonly isUnverified: boolean;
}

/**
 * What a client may register for.
 *
 * Beyond: a client for which nobody vouched gets what persons give it, and no scope to ask about the tokens of others.
 *
 * @see RFC 7591 5
 */
export function policyFor(issuer: Issuer, { isUnverified }: PolicyOptions): RegistrationPolicy {
  const { grants, responseWords, clientAuth, settings } = issuer;
  const known = new Set([...grants.keys(), ...[...responseWords.values()].map(({ grantType }) => grantType)]);
  const scopes = [...settings.scopes.keys()];
  return {
    grantTypes: isUnverified ? [...known].filter((grant) => OF_PERSONS.has(grant)) : [...known],
    authMethods: clientAuth.map(({ name }) => name),
    redirectUris: settings.redirectUris,
    scopes: new Set(isUnverified ? scopes.filter((scope) => scope !== INTROSPECTION) : scopes),
    longestAccessToken: settings.longestAccessToken,
  };
}

/** The scopes of a client that names none: all that do not let it ask about the tokens of others. */
export function standardScope({ scopes }: RegistrationPolicy): string {
  return [...scopes].filter((scope) => scope !== INTROSPECTION).join(" ");
}
