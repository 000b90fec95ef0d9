import { OAUTH1_GRANT, type RegistrationPolicy, SIGNATURE_METHODS_MEMBER } from "../../clients/mod.ts";
import { INTROSPECTION_SCOPE, type Issuer, type MetadataField, registrationPolicyOf } from "../../engine/mod.ts";

/** Grants by which a person, and nobody else, gives something to a client, and does so here. */
const OF_PERSONS: ReadonlySet<string> = new Set([
  "authorization_code",
  "implicit",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:device_code",
]);

/** For whom a policy is. */
export interface PolicyOptions {
  /** Whether nobody vouched for the client. */
  readonly isUnverified: boolean;
}

/**
 * What a client may register for.
 *
 * Choice: nobody becomes a consumer of OAuth 1.0a by itself, which no specification speaks of: people register them.
 *
 * Beyond: a client for which nobody vouched gets what persons give it, and no scope to ask about the tokens of others.
 *
 * @see RFC 7591 5
 */
export function policyFor(issuer: Issuer, { isUnverified }: PolicyOptions): RegistrationPolicy {
  const all = registrationPolicyOf(issuer);
  const policy = { ...all, grantTypes: all.grantTypes.filter((grant) => grant !== OAUTH1_GRANT) };
  if (!isUnverified) return policy;
  return {
    ...policy,
    grantTypes: policy.grantTypes.filter((grant) => OF_PERSONS.has(grant)),
    scopes: new Set([...policy.scopes].filter((scope) => scope !== INTROSPECTION_SCOPE)),
  };
}

/** The members that are read of a document: all but that of consumers of OAuth 1.0a, passed over as what is unknown. */
export function fieldsOf({ clientMetadata }: Pick<Issuer, "clientMetadata">): ReadonlyMap<string, MetadataField> {
  return new Map([...clientMetadata].filter(([name]) => name !== SIGNATURE_METHODS_MEMBER));
}

/** The scopes of a client that names none: all that do not let it ask about the tokens of others. */
export function standardScope({ scopes }: RegistrationPolicy): string {
  return [...scopes].filter((scope) => scope !== INTROSPECTION_SCOPE).join(" ");
}
