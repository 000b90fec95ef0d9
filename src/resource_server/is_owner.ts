import type { Context } from "koa";
import type { Access } from "./access.ts";
import { ALLOWED, type Permission, REFUSED } from "./permission.ts";

/** Somebody who is known: by a token, or because they are signed in. */
export type KnownAccess = Exclude<Access, { readonly kind: "anonymous" }>;

/** Whether what a request is about belongs to the caller. */
export type Owns = (access: KnownAccess, context: Context) => boolean | Promise<boolean>;

/**
 * The caller owns what the request is about, as a function says that is asked for known callers only.
 *
 * It says what the person may do, not what their client may: combine it with a scope. `allOf(hasScope("write"),
 * anyOf(isOwner(owns), isStaff()))` needs the scope always; with `anyOf(isOwner(owns), hasScope("admin"))` any token of
 * the owner will do.
 *
 * @example The owner of a book, or whoever has the scope to change all of them
 * ```ts
 * const owners = new Map([["1", "ann"]]);
 * const mine = isOwner(async (access, { path }) => (await personOf(access))?.username === owners.get(path.slice(1)));
 * const mayChange = anyOf(mine, hasScope("books:write"));
 * assert.isFunction(mayChange);
 * ```
 */
export function isOwner(owns: Owns): Permission {
  return async (access, context) => {
    if (access.kind === "anonymous") return REFUSED;
    const answer: unknown = await owns(access, context);
    return answer === true ? ALLOWED : REFUSED;
  };
}
