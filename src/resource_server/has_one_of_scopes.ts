import type { Context } from "koa";
import type { Scope } from "../protocol/mod.ts";
import type { Access } from "./access.ts";
import { checkNames, type Demand, demandOf, judge } from "./_demand.ts";
import { judgingScope, type Permission, REFUSED, type Verdict } from "./permission.ts";

/** For each method the scopes of which one is enough; each is a list of words that must all be there. */
export type ScopesByMethod = Readonly<Record<string, readonly Scope[]>>;

/** {@link ScopesByMethod}, when it depends on the request. */
export type ScopesByMethodOf = (context: Context) => ScopesByMethod;

/**
 * The caller has a token with one of the scopes that are listed for the method, as alternatives of OpenAPI's security
 * requirements are.
 *
 * The first that is satisfied decides; an empty one is satisfied by any live token. A method that is not listed is
 * refused to everybody: HEAD and OPTIONS as well, so list them where they are served. A refusal names the first.
 *
 * @throws {TypeError} When a method is not in capitals, or a name is not one that a scope may have (RFC 6749 3.3).
 *
 * @example To post takes one scope or another
 * ```ts
 * const may = hasOneOfScopes({ GET: [["read"]], POST: [["create"], ["read", "admin"]] });
 * assert.isFunction(may);
 * assert.throws(() => hasOneOfScopes({ post: [["create"]] }), TypeError);
 * ```
 */
export function hasOneOfScopes(alternatives: ScopesByMethod | ScopesByMethodOf): Permission {
  if (typeof alternatives === "function") {
    return judgingScope((access, context) => {
      const table = alternatives(context);
      const scopes = Object.hasOwn(table, context.method) ? table[context.method] : undefined;
      return judgeAny(access, scopes?.map(demandOf));
    });
  }
  const demands = new Map(Object.entries(alternatives).map(([method, scopes]) => [checkMethod(method), read(scopes)]));
  return judgingScope((access, context) => judgeAny(access, demands.get(context.method)));
}

function checkMethod(method: string): string {
  if (/^[A-Z][A-Z-]*$/.test(method)) return method;
  throw new TypeError(`Cannot demand a scope for the method '${method}' as methods are written in capitals`);
}

function read(scopes: readonly Scope[]): readonly Demand[] {
  if (!Array.isArray(scopes))
    throw new TypeError("Cannot demand one of several scopes as they are not given as a list");
  return scopes.map((scope) => demandOf(checkNames(scope)));
}

function judgeAny(access: Access, demands: readonly Demand[] = []): Verdict {
  let refusal = REFUSED;
  for (const demand of demands) {
    const verdict = judge(access, demand);
    if (verdict.allowed) return verdict;
    if (refusal === REFUSED) refusal = verdict;
  }
  return refusal;
}
