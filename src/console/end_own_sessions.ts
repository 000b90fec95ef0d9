import { endSession, logOut, personalPage, type PersonalVisit, refuseUnknown } from "../engine/mod.ts";
import { type Params, redirect, type Reply } from "../protocol/mod.ts";

async function endOwnSessions(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const account = `${issuer.base}/account`;
  const own = await issuer.sessions.list(session.accountId);
  if (form.get("others") !== undefined) {
    for (const other of own) if (other.sid !== session.sid) await endSession(visit, other);
    return redirect(account);
  }
  const sid = form.require("sid");
  if (sid === session.sid) return logOut(visit, session);
  // Another person's is as if it were not there.
  const found = own.find((one) => one.sid === sid);
  if (found === undefined) return refuseUnknown("the session");
  await endSession(visit, found);
  return redirect(account);
}

/** Ends one of the sessions of the person who is signed in, or all but this one, with the tokens that were issued in them. */
export const ACCOUNT_SESSIONS_END = personalPage({
  name: "account_sessions_end",
  path: "/account/sessions/end",
  authority: "person",
  answer: endOwnSessions,
});
