import type { Scope } from "../protocol/mod.ts";
import { checkNames, demandOf, judge, scopeGiven, type ScopeOf } from "./_demand.ts";
export type { ScopeOf };
import { judgingScope, type Permission } from "./permission.ts";

/**
 * The caller has a token with every scope that is named, or that a function works out from the request.
 *
 * Without a name any live token will do. A caller without a token is refused, whoever it is.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 *
 * @example A scope of the method, and one of a parameter
 * ```ts
 * const mayRead = hasScope((context) => (context.query["prices"] === undefined ? ["read"] : ["read", "prices"]));
 * assert.isFunction(mayRead);
 * assert.throws(() => hasScope("read write"), TypeError);
 * ```
 */
export function hasScope(...scope: readonly string[] | readonly [ScopeOf]): Permission {
  return hasEachScope(scopeGiven(scope));
}

/** {@link hasScope} for a list, or a function that works one out. */
export function hasEachScope(scope: Scope | ScopeOf): Permission {
  if (typeof scope === "function") return judgingScope((access, context) => judge(access, demandOf(scope(context))));
  const demand = demandOf(checkNames(scope));
  return judgingScope((access) => judge(access, demand));
}
