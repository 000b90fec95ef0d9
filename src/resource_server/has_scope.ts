import type { Context } from "koa";
import { isSubset, joinScopes, parseScope, printScope, type Scope } from "../protocol/mod.ts";
import type { Access } from "./access.ts";
import { ALLOWED, type Permission, type Verdict } from "./permission.ts";
import { isSafe } from "./same_site.ts";

/** The scope that a request needs, when that depends on the request. */
export type ScopeOf = (context: Context) => Scope;

/**
 * The caller has a token with every scope that is named, or that a function works out from the request.
 *
 * Without a name any live token will do. A caller without a token is refused, whoever it is.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 */
export function hasScope(...scope: readonly string[] | readonly [ScopeOf]): Permission {
  const [first] = scope;
  if (typeof first === "function") return (access, context) => judge(access, refusalFor(first(context)));
  const names = scope.filter((name) => typeof name === "string");
  const refusal = refusalFor(checkNames(names));
  return (access) => judge(access, refusal);
}

/** The words that {@link hasReadWriteScope} asks for. */
export interface ReadWriteScopeOptions {
  /** For GET, HEAD and OPTIONS; `read` when not given. */
  readonly read?: string;
  /** For all other methods; `write` when not given. */
  readonly write?: string;
  /** Needed whatever the method is. */
  readonly also?: Scope;
}

/**
 * The caller has a token with the scope `read` for methods that change nothing, and with `write` for all others.
 *
 * @throws {TypeError} When a name is not one that a scope may have (RFC 6749 3.3).
 */
export function hasReadWriteScope(options: ReadWriteScopeOptions = {}): Permission {
  const { read = "read", write = "write", also = [] } = options;
  const forSafe = refusalFor(checkNames(joinScopes(also, [read])));
  const forOthers = refusalFor(checkNames(joinScopes(also, [write])));
  return (access, context) => judge(access, isSafe(context.method) ? forSafe : forOthers);
}

type ScopeRefusal = Verdict & { readonly scope: Scope };

function refusalFor(scope: Scope): ScopeRefusal {
  return { allowed: false, scope };
}

function judge(access: Access, refusal: ScopeRefusal): Verdict {
  return access.kind === "token" && isSubset(refusal.scope, access.token.scope) ? ALLOWED : refusal;
}

function checkNames(names: Scope): Scope {
  for (const name of names) {
    if (!isName(name)) throw new TypeError(`Cannot demand the scope '${name}' as no scope can have that name`);
  }
  return names;
}

function isName(name: string): boolean {
  try {
    const words = parseScope(name);
    return words.length === 1 && printScope(words) === name;
  } catch {
    return false;
  }
}
