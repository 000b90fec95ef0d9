import type { RegistrationPolicy } from "../../clients/mod.ts";
import { INTROSPECTION_SCOPE, type Issuer, registrationPolicyOf } from "../../engine/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";

/** Who registers or changes an application, and what it is before that. */
export interface Registrant {
  readonly isStaff: boolean;
  /** Undefined = it is new. */
  readonly before: ClientRecord | undefined;
}

/** Scopes that anybody may register for. */
export function openScopes({ settings }: Pick<Issuer, "settings">): readonly string[] {
  return [...settings.scopes.keys()].filter((scope) => scope !== INTROSPECTION_SCOPE);
}

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

/**
 * What a person may register an application for: all that the issuer does, but asking about the tokens of others, which
 * staff alone gives away. What an application has it keeps, also where the issuer does it no more.
 */
export function applicationPolicy(issuer: Issuer, { isStaff, before }: Registrant): RegistrationPolicy {
  const policy = registrationPolicyOf(issuer);
  const all = [...policy.scopes];
  const open = isStaff ? all : openScopes(issuer);
  if (before === undefined) return { ...policy, scopes: new Set(open) };
  return {
    ...policy,
    grantTypes: union(policy.grantTypes, before.grantTypes),
    authMethods: union(policy.authMethods, before.authMethod === undefined ? [] : [before.authMethod]),
    scopes: new Set(union(open, before.scope ?? all)),
  };
}
