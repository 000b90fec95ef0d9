import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { type RecordItem, renderRecordList } from "../../pages/mod.ts";
import { fail, html, type Reply } from "../../protocol/mod.ts";
import type { FoundSession, SessionPlace } from "../../stores/mod.ts";
import { doneNote } from "./done_note.ts";
import { type Names, namesOf } from "./naming.ts";
import { personHref } from "./person_at.ts";
import { badgesOf } from "./person_names.ts";
import { onePage, PAGE_SIZE, searchHref, typedIn } from "./search_address.ts";
import { namedBySessions, sessionFacts } from "./session_facts.ts";

const PLACE = /^(\d{1,15})\.([\w-]{1,64})$/;

/** Where a page begins: `1767225600.NAME`. */
function sessionPlaceIn(visit: PersonalVisit): SessionPlace | undefined {
  const text = typedIn(visit, "before");
  if (text === undefined) return undefined;
  const [, createdAt, sid] = PLACE.exec(text) ?? [];
  if (createdAt === undefined || sid === undefined)
    return fail("invalid_request", "Cannot show that page as its address is broken: go back and search again");
  return { createdAt: Number(createdAt), sid };
}

/** Path of the page that ends a session. */
export function endHref(base: string, sid: string): string {
  return `${base}/admin/sessions/${encodeURIComponent(sid)}/end`;
}

function itemOf({ session, account }: FoundSession, visit: PersonalVisit, names: Names): RecordItem {
  const { base } = visit.issuer;
  return {
    name: account.username,
    href: personHref(base, account.id),
    badges: [...badgesOf(account), ...(session.sid === visit.session.sid ? ["this one"] : [])],
    facts: sessionFacts(session, names),
    action: { href: endHref(base, session.sid), text: "End" },
  };
}

async function listSessions(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const typed = { person: typedIn(visit, "person") };
  const before = sessionPlaceIn(visit);
  const found = await issuer.durable.sessions.search({
    at: issuer.clock.now(),
    limit: PAGE_SIZE + 1,
    ...(typed.person === undefined ? {} : { text: typed.person }),
    ...(before === undefined ? {} : { before }),
  });
  const { items, last } = onePage(found);
  const names = await namesOf(namedBySessions(items.map(({ session }) => session)), issuer);
  const path = `${issuer.base}/admin/sessions`;
  const next = last === undefined ? undefined : `${last.session.createdAt}.${last.session.sid}`;
  return html(
    200,
    renderRecordList({
      ...frame,
      ...doneNote(visit, { ended: "The session has ended, and its applications are told." }),
      title: "Sessions",
      lead: "Browsers in which somebody is logged in, the newest first.",
      search: {
        action: path,
        fields: [
          {
            name: "person",
            label: "Person: name, email or subject",
            kind: "search",
            ...(typed.person === undefined ? {} : { value: typed.person }),
          },
        ],
      },
      items: items.map((one) => itemOf(one, visit, names)),
      empty: "Nobody is logged in.",
      ...(before === undefined ? {} : { first: searchHref(path, typed) }),
      ...(next === undefined ? {} : { next: searchHref(path, { ...typed, before: next }) }),
    }),
  );
}

/** Where people are logged in. */
export const ADMIN_SESSIONS = personalPage({
  name: "admin_sessions",
  path: "/admin/sessions",
  authority: "staff",
  show: listSessions,
});
