import { checkForm, endSession, type Exchange, SESSION_COOKIE } from "../engine/mod.ts";
import { renderMessage } from "../pages/mod.ts";
import { html, redirect, type Reply, withCookies } from "../protocol/mod.ts";
import { ACCOUNT_FORM, sessionOf } from "./account_page.ts";

/** Ends the session of this browser. */
export async function logout(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const session = await sessionOf(exchange);
  if (session === undefined) return redirect(`${issuer.base}/`);
  checkForm(exchange, request.form, ACCOUNT_FORM);
  await endSession(exchange, session);
  await issuer.hooks.happened({ name: "logout", accountId: session.accountId }, exchange);
  const page = renderMessage({
    base: issuer.base,
    title: "You are logged out",
    text: "The session of this browser has ended. Applications that you allowed keep their access until you revoke it.",
    link: { href: `${issuer.base}/login`, text: "Log in again" },
  });
  return withCookies(html(200, page), [{ name: SESSION_COOKIE, value: "", clear: true }]);
}
