import { ACCOUNT_FORM, checkForm, endSession, type Exchange, logOut } from "../engine/mod.ts";
import { fail, redirect, type Reply } from "../protocol/mod.ts";
import { sessionOf } from "./session_of.ts";
import { signInPath } from "./sign_in.ts";

/** Ends one of the sessions of the person who is signed in, or all but this one, with the tokens that were issued in them. */
export async function endOwnSessions(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const account = `${issuer.base}/account`;
  const session = await sessionOf(exchange);
  if (session === undefined) return redirect(signInPath(exchange, account));
  checkForm(exchange, request.form, ACCOUNT_FORM);
  const own = await issuer.sessions.list(session.accountId);
  if (request.form.get("others") !== undefined) {
    for (const other of own) if (other.sid !== session.sid) await endSession(exchange, other);
    return redirect(account);
  }
  const sid = request.form.require("sid");
  if (sid === session.sid) return logOut(exchange, session);
  // Another person's is as if it were not there.
  const found = own.find((one) => one.sid === sid);
  if (found === undefined)
    return fail("invalid_request", "Cannot find the session that was to be ended: reload the page", { status: 404 });
  await endSession(exchange, found);
  return redirect(account);
}
