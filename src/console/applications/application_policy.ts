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

/**
 * What a person may register an application for: all that the issuer does, but asking about the tokens of others, which
 * staff alone gives away. What an application has it keeps.
 */
export function applicationPolicy(issuer: Issuer, { isStaff, before }: Registrant): RegistrationPolicy {
  const policy = registrationPolicyOf(issuer);
  if (isStaff) return policy;
  const had = before === undefined ? [] : (before.scope ?? [...policy.scopes]);
  return { ...policy, scopes: new Set([...openScopes(issuer), ...had]) };
}
