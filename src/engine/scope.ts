import { fail, parseScope, type Scope } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Settings } from "./settings.ts";

/** Whether the issuer knows a scope and the client may have it. */
function isAllowed(name: string, client: ClientRecord, settings: Settings): boolean {
  return settings.scopes.has(name) && (client.scope === undefined || client.scope.includes(name));
}

/**
 * The scope that a request asks for: what it names, or the default.
 *
 * Throws invalid_scope for a scope that is unknown or not for this client.
 *
 * @see RFC 6749 3.3
 */
export function scopeAsked(text: string | undefined, client: ClientRecord, settings: Settings): Scope {
  if (text === undefined) {
    return (client.defaultScope ?? settings.defaultScope).filter((name) => isAllowed(name, client, settings));
  }
  const scope = parseScope(text);
  const refused = scope.find((name) => !isAllowed(name, client, settings));
  if (refused !== undefined) {
    const known = settings.scopes.has(refused);
    fail(
      "invalid_scope",
      known
        ? `Cannot grant the scope '${refused}' to this client`
        : `Cannot grant the scope '${refused}' as it is not known here`,
      {
        rule: "RFC6749-3.3-2",
      },
    );
  }
  return scope;
}

/**
 * What is left of a scope that was granted before: what the issuer still knows and the client may still have.
 *
 * Beyond: taking a scope from a client takes it from the tokens that it gets from then on as well.
 */
export function scopeStillAllowed(scope: Scope, client: ClientRecord, settings: Settings): Scope {
  return scope.filter((name) => isAllowed(name, client, settings));
}
