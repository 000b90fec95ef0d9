import type { Middleware } from "koa";
import type { Scope } from "../protocol/mod.ts";
import { ANONYMOUS } from "./access.ts";
import { authenticate, type AuthenticateOptions } from "./authenticate.ts";
import type { ScopeOf } from "./_demand.ts";
import { guard, type GuardOptions } from "./guard.ts";
import { hasReadWriteScope, type ReadWriteNames } from "./has_read_write_scope.ts";
import { hasEachScope } from "./has_scope.ts";
import type { Permission } from "./permission.ts";

/** How one handler is protected. */
export type ProtectedResourceOptions = AuthenticateOptions & GuardOptions;

/**
 * Protects one handler: the caller needs a token with each scope, any live token where the list is empty.
 *
 * OPTIONS passes without a token, as browsers ask beforehand whether they may send one.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 *
 * @example One route of a router, and one that needs another scope to change things
 * ```ts
 * const reader: TokenReader = { read: async () => undefined };
 * assert.isFunction(protectedResource(["books"], { reader, realm: "books" }));
 * assert.isFunction(rwProtectedResource(["books"], { reader, realm: "books" }));
 * ```
 */
export function protectedResource(scopes: Scope | ScopeOf, options: ProtectedResourceOptions): Middleware {
  return protect(hasEachScope(scopes), options);
}

/**
 * Protects one handler as {@link protectedResource} does; the token needs the scope `read` as well for methods that
 * change nothing, and `write` for all others.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 */
export function rwProtectedResource(
  scopes: Scope | ScopeOf,
  options: ProtectedResourceOptions & ReadWriteNames,
): Middleware {
  const { read = "read", write = "write" } = options;
  return protect(hasReadWriteScope({ read, write, also: scopes }), options);
}

function protect(permission: Permission, options: ProtectedResourceOptions): Middleware {
  const authenticated = authenticate(options);
  const guarded = guard(permission, options);
  return async (context, next) => {
    if (context.method === "OPTIONS") {
      context.state["access"] = ANONYMOUS;
      await next();
      return;
    }
    await authenticated(context, () => guarded(context, next));
  };
}
