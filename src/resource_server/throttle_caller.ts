import type { Context } from "koa";
import { networkOf } from "../accounts/mod.ts";
import type { Access } from "./access.ts";

/**
 * Names whom a call counts for; undefined = it is not counted, and is left to other throttles.
 *
 * Names of different kinds of callers begin with different words, so that no client is taken for a person.
 */
export type CallerName = (access: Access, context: Context) => string | undefined | Promise<string | undefined>;

/** The person: the token's or the one who is signed in; undefined for a client itself, and for nobody. */
function personIn(access: Access): string | undefined {
  if (access.kind === "session") return `user ${access.account.sub}`;
  if (access.kind === "anonymous" || access.token.subject === undefined) return undefined;
  return `user ${access.token.subject.sub}`;
}

function clientIn(access: Access): string | undefined {
  return access.kind === "token" ? `client ${access.token.clientId}` : undefined;
}

/**
 * The network that a call comes from: an IPv4 address, or a /64 of IPv6.
 *
 * Behind a proxy Koa must be told so (`new Koa({ proxy: true, maxIpsCount: 1 })`), else everybody is the proxy.
 */
export function byAddress(_access: Access, context: Context): string {
  return `address ${networkOf(context.ip)}`;
}

/**
 * The token's person, else its client, else the person who is signed in, else the network.
 *
 * @example A token of Ann's, whichever client holds it
 * ```ts
 * const token: AccessToken = {
 *   tokenType: "Bearer",
 *   scope: [],
 *   clientId: "app",
 *   subject: { sub: "1", username: "ann" },
 *   expiresAt: 2_000_000_000,
 * };
 * const name = byUserOrClient({ kind: "token", token, account: async () => undefined }, {} as never);
 * assert.equal(name, "user 1");
 * ```
 */
export function byUserOrClient(access: Access, context: Context): string {
  return personIn(access) ?? clientIn(access) ?? byAddress(access, context);
}

/** The token's client; calls without a token are left to other throttles. */
export function byClient(access: Access): string | undefined {
  return clientIn(access);
}

/** The person, by a token or signed in, else the network. */
export function byUser(access: Access, context: Context): string {
  return personIn(access) ?? byAddress(access, context);
}

/** The network of callers of whom nothing is known; others are left to other throttles. */
export function byAnonymous(access: Access, context: Context): string | undefined {
  return access.kind === "anonymous" ? byAddress(access, context) : undefined;
}
