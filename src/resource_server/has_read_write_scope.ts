import type { Context } from "koa";
import { joinScopes, type Scope } from "../protocol/mod.ts";
import { checkNames, demandOf, judge, type ScopeOf } from "./_demand.ts";
import { judgingScope, type Permission } from "./permission.ts";
import { isSafe } from "./same_site.ts";

/** The words for reading and writing. */
export interface ReadWriteNames {
  /** For GET, HEAD and OPTIONS; `read` when not given. */
  readonly read?: string;
  /** For all other methods; `write` when not given. */
  readonly write?: string;
}

/** What {@link hasReadWriteScope} asks for. */
export interface ReadWriteScopeOptions extends ReadWriteNames {
  /** Needed whatever the method is, or worked out from the request. */
  readonly also?: Scope | ScopeOf;
}

/**
 * The caller has a token with the scope `read` for methods that change nothing, and with `write` for all others.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 */
export function hasReadWriteScope(options: ReadWriteScopeOptions = {}): Permission {
  const { read = "read", write = "write", also = [] } = options;
  const [safe, other] = [checkNames([read]), checkNames([write])];
  if (typeof also === "function") {
    return judgingScope((access, context) =>
      judge(access, demandOf(joinScopes(also(context), isSafe(context.method) ? safe : other))),
    );
  }
  return byMethod((words) => joinScopes(checkNames(also), words), { safe, other });
}

/**
 * The caller has a token with each resource's scope for what the method does: `books` needs `books:read` for GET, HEAD
 * and OPTIONS, and `books:write` for all others; the bare `books` is not enough.
 *
 * Without a resource any live token will do.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 *
 * @example A shelf of books
 * ```ts
 * const mayUse = hasResourceScope("books");
 * const mayView = hasResourceScope(["books", "prices"], { read: "view" });
 * assert.isFunction(mayUse);
 * assert.isFunction(mayView);
 * ```
 */
export function hasResourceScope(resource: string | Scope | ScopeOf, names: ReadWriteNames = {}): Permission {
  const { read = "read", write = "write" } = names;
  checkNames([read, write]);
  if (typeof resource === "function") {
    return judgingScope((access, context) =>
      judge(access, demandOf(suffix(resource(context), isSafe(context.method) ? read : write))),
    );
  }
  const resources = checkNames(typeof resource === "string" ? [resource] : resource);
  return byMethod(([word = ""]) => suffix(resources, word), { safe: [read], other: [write] });
}

function suffix(resources: Scope, word: string): Scope {
  return resources.map((resource) => `${resource}:${word}`);
}

function byMethod(scopeFor: (words: Scope) => Scope, { safe, other }: Record<"safe" | "other", Scope>): Permission {
  const [forSafe, forOthers] = [demandOf(scopeFor(safe)), demandOf(scopeFor(other))];
  return judgingScope((access, context: Context) => judge(access, isSafe(context.method) ? forSafe : forOthers));
}
