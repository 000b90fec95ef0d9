import type { Context } from "koa";
import { isSubset, parseScope, printScope, type Scope } from "../protocol/mod.ts";
import type { Access } from "./access.ts";
import type { Verdict } from "./permission.ts";

/** The scope that a request needs, when that depends on the request. */
export type ScopeOf = (context: Context) => Scope;

/** A scope that is needed, with both verdicts on it: they are made once, as requests are many. */
export interface Demand {
  readonly scope: Scope;
  readonly passed: Verdict;
  readonly refused: Verdict;
}

/** A demand of a scope. */
export function demandOf(scope: Scope): Demand {
  return { scope, passed: { allowed: true, scope }, refused: { allowed: false, scope } };
}

/** Judges a caller by the scope of their token; whoever has none is refused, and so is a token that knows no scopes. */
export function judge(access: Access, demand: Demand): Verdict {
  const held = access.kind === "token" ? scopeOf(access.token) : undefined;
  return held !== undefined && isSubset(demand.scope, held) ? demand.passed : demand.refused;
}

// Readers may be written by others, without a compiler that looks at them.
function scopeOf(token: { readonly scope?: unknown } | undefined): Scope | undefined {
  const scope = token?.scope;
  return Array.isArray(scope) ? scope : undefined;
}

/** What stands in a list of arguments: names, or one function that works them out. */
export function scopeGiven(given: readonly string[] | readonly [ScopeOf]): Scope | ScopeOf {
  const [first] = given;
  if (typeof first === "function" && given.length === 1) return first;
  return given.map((name) => {
    if (typeof name !== "string") throw new TypeError("Cannot demand a scope that is neither a name nor one function");
    return name;
  });
}

/**
 * Checks names of scopes that a program demands.
 *
 * @see RFC 6749 3.3
 * @throws {TypeError} When one is not a name that a scope may have.
 */
export function checkNames(names: Scope): Scope {
  if (!Array.isArray(names)) throw new TypeError("Cannot demand scopes as they are not given as a list");
  for (const name of names) {
    if (!isName(name)) throw new TypeError(`Cannot demand the scope '${name}' as no scope can have that name`);
  }
  return Object.freeze([...names]);
}

function isName(name: unknown): boolean {
  if (typeof name !== "string") return false;
  try {
    const words = parseScope(name);
    return words.length === 1 && printScope(words) === name;
  } catch {
    return false;
  }
}
