import type { Context } from "koa";
import type { Scope } from "../protocol/mod.ts";
import type { Access } from "./access.ts";

/** Whether a caller may; where a wider scope would help, a refusal names it. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly scope?: Scope };

/** Judges a caller. It may wait, but need not. */
export type Permission = (access: Access, context: Context) => Verdict | Promise<Verdict>;

/** Yes. */
export const ALLOWED: Verdict = Object.freeze({ allowed: true });

/** No, and no scope would help. */
export const REFUSED: Verdict = Object.freeze({ allowed: false });

/**
 * All of several permissions; the first that refuses decides.
 *
 * @throws {TypeError} When there are none, since that would let everybody in.
 */
export function allOf(...permissions: readonly Permission[]): Permission {
  checkSome(permissions);
  return async (access, context) => {
    for (const permission of permissions) {
      const verdict = await permission(access, context);
      if (!verdict.allowed) return verdict;
    }
    return ALLOWED;
  };
}

/**
 * Any of several permissions; when all refuse, the first scope that one of them names is what is said to be missing.
 *
 * @throws {TypeError} When there are none.
 */
export function anyOf(...permissions: readonly Permission[]): Permission {
  checkSome(permissions);
  return async (access, context) => {
    let refusal = REFUSED;
    for (const permission of permissions) {
      const verdict = await permission(access, context);
      if (verdict.allowed) return ALLOWED;
      if (refusal === REFUSED && verdict.scope !== undefined) refusal = verdict;
    }
    return refusal;
  };
}

/** The opposite of a permission. It lets anonymous callers in where the permission would not: use it inside `allOf`. */
export function not(permission: Permission): Permission {
  return async (access, context) => ((await permission(access, context)).allowed ? REFUSED : ALLOWED);
}

function checkSome(permissions: readonly Permission[]): void {
  if (permissions.length === 0) throw new TypeError("Cannot combine permissions as none is given");
}
