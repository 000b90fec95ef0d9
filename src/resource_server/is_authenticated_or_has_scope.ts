import type { Scope } from "../protocol/mod.ts";
import { scopeGiven, type ScopeOf } from "./_demand.ts";
import { hasEachScope } from "./has_scope.ts";
import { ALLOWED, type Permission } from "./permission.ts";

/**
 * The caller is a person who is signed in with a browser, or has a token with every scope that is named, or that a
 * function works out from the request.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 */
export function isAuthenticatedOrHasScope(...scope: readonly string[] | readonly [ScopeOf]): Permission {
  return isAuthenticatedOrHasEachScope(scopeGiven(scope));
}

/** {@link isAuthenticatedOrHasScope} for a list, or a function that works one out. */
export function isAuthenticatedOrHasEachScope(scope: Scope | ScopeOf): Permission {
  const permission = hasEachScope(scope);
  return (access, context) => (access.kind === "session" ? ALLOWED : permission(access, context));
}
