import { endSessionsOf, personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { renderConfirm } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import { personAt, personHref } from "./person_at.ts";

async function ask(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const account = await personAt(visit);
  const sessions = await issuer.sessions.list(account.id);
  const isOneself = account.id === visit.session.accountId;
  return html(
    200,
    renderConfirm({
      ...frame,
      title: "Log a person out everywhere",
      says: isOneself
        ? "All your sessions but this one end, with the tokens that were issued in them, and their applications are told."
        : "All their sessions end, with the tokens that were issued in them, and their applications are told.",
      facts: [
        { name: "Person", value: account.username, href: personHref(issuer.base, account.id) },
        { name: "Sessions", value: String(sessions.length) },
      ],
      action: personHref(issuer.base, account.id, "/end_sessions"),
      submit: "Log them out",
      back: personHref(issuer.base, account.id),
    }),
  );
}

async function answer(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session } = visit;
  const { id } = await personAt(visit);
  const except = id === session.accountId ? { except: session.sid } : {};
  await endSessionsOf(visit, id, { by: session.accountId, ...except });
  return redirect(`${personHref(issuer.base, id)}?done=logged_out`);
}

/** Asks whether to end all sessions of a person, and does. */
export const ADMIN_USER_END_SESSIONS = personalPage({
  name: "admin_user_end_sessions",
  path: "/admin/users/:id/end_sessions",
  authority: "staff",
  show: ask,
  answer,
});
