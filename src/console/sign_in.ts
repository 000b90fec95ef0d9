import {
  answerSignIn,
  BROWSER_COOKIE,
  checkForm,
  type Exchange,
  formToken,
  SESSION_COOKIE,
  showSignIn,
  type SignInPage,
} from "../engine/mod.ts";
import { redirect, type Reply, withCookies } from "../protocol/mod.ts";

const SIGN_IN_FORM = "sign in";

/** Where to sign in, and where to go afterwards. */
export function signInPath({ issuer }: Exchange, next: string): string {
  return `${issuer.base}/login?next=${encodeURIComponent(next)}`;
}

/** A path of this issuer, or its account page: never another site, whatever the parameter says. */
function safeNext(next: string | undefined, { issuer }: Exchange): string {
  const home = `${issuer.base}/account`;
  // Letters, digits and - . _ ~ / ? = & % + * alone: neither a second slash nor a backslash can lead elsewhere.
  if (next === undefined || !/^\/(?!\/)[\w\-.~/?=&%+*]*$/.test(next) || next.includes("//")) return home;
  return next.startsWith(`${issuer.base}/`) ? next : home;
}

function pageOf(exchange: Exchange, next: string): SignInPage {
  return { action: `${exchange.issuer.base}/login`, csrf: formToken(exchange, SIGN_IN_FORM), next };
}

/** Shows the sign-in page. */
export function showLogin(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const next = safeNext(request.query.get("next"), exchange);
  if (request.cookies.has(BROWSER_COOKIE)) return showSignIn(exchange, pageOf(exchange, next));
  // The form is tied to the browser by a cookie; the first visit brings it.
  const browser = issuer.random.token(256);
  const cookies = new Map(request.cookies).set(BROWSER_COOKIE, browser);
  const { method, path, query, form, body, address, secure } = request;
  const header = (name: string) => request.header(name);
  const known = { ...exchange, request: { method, path, query, form, body, cookies, address, secure, header } };
  return withCookies(showSignIn(known, pageOf(known, next)), [{ name: BROWSER_COOKIE, value: browser }]);
}

/** Signs a person in. */
export async function login(exchange: Exchange): Promise<Reply> {
  const { form } = exchange.request;
  checkForm(exchange, form, SIGN_IN_FORM);
  const next = safeNext(form.get("next"), exchange);
  const outcome = await answerSignIn(exchange, pageOf(exchange, next), form);
  if (outcome.kind === "again") return outcome.reply;
  return withCookies(redirect(next), [{ name: SESSION_COOKIE, value: outcome.id }]);
}
