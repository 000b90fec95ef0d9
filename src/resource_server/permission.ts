import type { Context } from "koa";
import { joinScopes, type Scope } from "../protocol/mod.ts";
import type { Access } from "./access.ts";

/** Whether a caller may. Where it is a matter of scope, both answers name the whole scope that it takes. */
export type Verdict =
  | { readonly allowed: true; readonly scope?: Scope }
  | { readonly allowed: false; readonly scope?: Scope };

/** Judges a caller. It may wait, but need not. */
export interface Permission {
  (access: Access, context: Context): Verdict | Promise<Verdict>;
  /** True: it looks at the scope of the token and at nothing that costs anything, so it may be asked out of turn. */
  readonly judgesScope?: boolean;
}

/** Yes. */
export const ALLOWED: Verdict = Object.freeze({ allowed: true });

/** No, and no scope would help. */
export const REFUSED: Verdict = Object.freeze({ allowed: false });

/** Marks a new permission as one that looks at scopes only. */
export function judgingScope(permission: Permission): Permission {
  return Object.assign(permission, { judgesScope: true });
}

/**
 * All of several permissions, asked one after the other.
 *
 * A refusal that no scope would turn is the answer at once. Where a scope would help, the refusal names all that is
 * needed, so that a client need not come back for each part; to find it out those of the rest are asked that look at
 * scopes only.
 *
 * @throws {TypeError} When there are none, since that would let everybody in.
 */
export function allOf(...permissions: readonly Permission[]): Permission {
  return combine(permissions, async (access, context) => {
    let allowed = true;
    let scope: Scope | undefined;
    for (const permission of permissions) {
      if (!allowed && permission.judgesScope !== true) continue;
      const verdict = await permission(access, context);
      if (!verdict.allowed && verdict.scope === undefined) return REFUSED;
      allowed &&= verdict.allowed;
      if (verdict.scope !== undefined) scope = joinScopes(scope ?? [], verdict.scope);
    }
    return scope === undefined ? ALLOWED : { allowed, scope };
  });
}

/**
 * Any of several permissions; when all refuse, the first that a scope would turn says which: put first what clients
 * should ask for.
 *
 * @throws {TypeError} When there are none.
 */
export function anyOf(...permissions: readonly Permission[]): Permission {
  return combine(permissions, async (access, context) => {
    let refusal = REFUSED;
    for (const permission of permissions) {
      const verdict = await permission(access, context);
      if (verdict.allowed) return verdict;
      if (refusal === REFUSED && verdict.scope !== undefined) refusal = verdict;
    }
    return refusal;
  });
}

/** The opposite of a permission. It lets anonymous callers in where the permission would not: use it inside `allOf`. */
export function not(permission: Permission): Permission {
  return combine([permission], async (access, context) =>
    (await permission(access, context)).allowed ? REFUSED : ALLOWED,
  );
}

function combine(permissions: readonly Permission[], combined: Permission): Permission {
  if (permissions.length === 0) throw new TypeError("Cannot combine permissions as none is given");
  for (const permission of permissions) {
    if (typeof permission !== "function") throw new TypeError("Cannot combine what is no permission");
  }
  return permissions.every(({ judgesScope }) => judgesScope === true) ? judgingScope(combined) : combined;
}
