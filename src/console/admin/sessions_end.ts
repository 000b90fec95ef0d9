import { endSession, logOut, personalPage, type PersonalVisit, refuseUnknown } from "../../engine/mod.ts";
import { renderConfirm } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import type { FoundSession } from "../../stores/mod.ts";
import { namesOf } from "./naming.ts";
import { personHref } from "./person_at.ts";
import { namedBySessions, sessionFacts } from "./session_facts.ts";
import { endHref } from "./sessions.ts";

async function sessionAt({ issuer, segment }: PersonalVisit): Promise<FoundSession> {
  const found = await issuer.durable.sessions.findBySid(segment("sid"));
  return found === undefined || found.session.expiresAt <= issuer.clock.now() ? refuseUnknown("the session") : found;
}

async function ask(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const { session, account } = await sessionAt(visit);
  const names = await namesOf(namedBySessions([session]), issuer);
  const isThis = session.sid === visit.session.sid;
  return html(
    200,
    renderConfirm({
      ...frame,
      title: "End a session",
      says: isThis
        ? "This is the session that you see this page in: you are logged out, and its applications are told."
        : "They are logged out in that browser, the tokens of the session end, and its applications are told.",
      facts: [
        { name: "Person", value: account.username, href: personHref(issuer.base, account.id) },
        ...sessionFacts(session, names),
      ],
      action: endHref(issuer.base, session.sid),
      submit: "End it",
      back: `${issuer.base}/admin/sessions`,
    }),
  );
}

async function answer(visit: PersonalVisit): Promise<Reply> {
  const { session } = await sessionAt(visit);
  if (session.sid === visit.session.sid) return logOut(visit, session);
  await endSession(visit, session, { by: visit.session.accountId });
  return redirect(`${visit.issuer.base}/admin/sessions?done=ended`);
}

/** Asks whether to end a session, and does. */
export const ADMIN_SESSION_END = personalPage({
  name: "admin_session_end",
  path: "/admin/sessions/:sid/end",
  authority: "staff",
  show: ask,
  answer,
});
