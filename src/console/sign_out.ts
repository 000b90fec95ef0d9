import { ACCOUNT_FORM, checkForm, type Exchange, logOut, sessionOf } from "../engine/mod.ts";
import { redirect, type Reply } from "../protocol/mod.ts";

/** Ends the session of this browser, and all tokens that were issued in it. */
export async function logout(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const session = await sessionOf(exchange);
  if (session === undefined) return redirect(`${issuer.base}/`);
  checkForm(exchange, request.form, ACCOUNT_FORM);
  return logOut(exchange, session);
}
