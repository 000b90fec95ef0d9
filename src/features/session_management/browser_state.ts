import { sidNamedIn } from "../../accounts/mod.ts";
import { type Exchange, type Issuer, SESSION_COOKIE } from "../../engine/mod.ts";
import { BROWSER_STATE_COOKIE } from "../../pages/mod.ts";
import { hmac } from "../../platform/mod.ts";
import { type Reply, type SetCookie, withCookies } from "../../protocol/mod.ts";

/** Nobody is signed in. */
const NOBODY = "";

/** The state of a browser in which a session runs: another for each, and nothing can be learnt from it. */
export function browserStateOf(sid: string, { formKey }: Pick<Issuer, "formKey">): string {
  return hmac(formKey, JSON.stringify(["browser state", sid])).toString("base64url", 0, 16);
}

/** The state that belongs to what the session's cookie holds; undefined = that is no id of ours. */
function stateFor(id: string | undefined, issuer: Pick<Issuer, "formKey">): string | undefined {
  const sid = id === undefined ? undefined : sidNamedIn(id);
  return sid === undefined ? undefined : browserStateOf(sid, issuer);
}

/**
 * The state of the browser that asks, once it has an answer that says nothing of a session.
 *
 * What comes from a page of another site has no session cookie (SameSite=Lax), and is no sign that there is no session.
 */
export function stateOfBrowser({ issuer, request }: Exchange): string {
  const { cookies } = request;
  return stateFor(cookies.get(SESSION_COOKIE), issuer) ?? cookies.get(BROWSER_STATE_COOKIE) ?? NOBODY;
}

/** The state once the browser has the answer. */
function stateAfter({ cookies = [] }: Reply, exchange: Exchange): string {
  const told = cookies.findLast(({ name }) => name === SESSION_COOKIE);
  if (told === undefined) return stateOfBrowser(exchange);
  return told.clear === true ? NOBODY : (stateFor(told.value, exchange.issuer) ?? NOBODY);
}

/** Answers to programs, and those that caches hand on to others, bring nobody's cookie. @see RFC 9111 7.3 */
function isPersonal({ kind, headers }: Reply): boolean {
  return kind !== "json" && !/\bpublic\b/.test(headers["Cache-Control"] ?? "");
}

/**
 * Has the cookie that scripts may read follow that of the session: at sign-in, at sign-out, and where it was lost.
 *
 * @see OpenID Connect Session Management 3.2
 */
export function withBrowserState<R extends Reply>(reply: R, exchange: Exchange): R {
  // A failure of ours says nothing of the session.
  if (reply.status >= 500) return reply;
  if (!isPersonal(reply)) return reply;
  const state = stateAfter(reply, exchange);
  if (state === (exchange.request.cookies.get(BROWSER_STATE_COOKIE) ?? NOBODY)) return reply;
  const cookie: SetCookie = { name: BROWSER_STATE_COOKIE, value: state, sameSite: "none", readable: true };
  return withCookies(reply, [state === NOBODY ? { ...cookie, clear: true } : cookie]);
}
