import type { PersonalVisit } from "../../engine/mod.ts";
import type { RecordGroup } from "../../pages/mod.ts";
import type { AccountRecord } from "../../stores/mod.ts";
import { day } from "../instant_text.ts";
import { auditItem, namedBy } from "./audit_item.ts";
import { namesOf } from "./naming.ts";
import { searchHref } from "./search_address.ts";
import { namedBySessions, sessionFacts } from "./session_facts.ts";
import { endHref } from "./sessions.ts";

/** Of each kind; the page of the kind has them all. */
const SHOWN = 10;

/** Some things, and where all of them are when there are more. */
function some<T>(
  found: readonly T[],
  all: string,
): { readonly shown: readonly T[]; readonly all: Pick<RecordGroup, "all"> } {
  return { shown: found.slice(0, SHOWN), all: found.length > SHOWN ? { all } : {} };
}

async function sessionGroup(
  { issuer, session: own }: PersonalVisit,
  { id, username }: AccountRecord,
): Promise<RecordGroup> {
  const { base } = issuer;
  const { shown, all } = some(
    await issuer.sessions.list(id),
    searchHref(`${base}/admin/sessions`, { person: username }),
  );
  const names = await namesOf(namedBySessions(shown), issuer);
  return {
    title: "Sessions",
    items: shown.map((session) => {
      const [browser, ...facts] = sessionFacts(session, names);
      return {
        name: browser?.value ?? "",
        badges: session.sid === own.sid ? ["this one"] : [],
        facts,
        action: { href: endHref(base, session.sid), text: "End" },
      };
    }),
    empty: "They are not logged in anywhere.",
    ...all,
  };
}

async function authorizationGroup({ issuer }: PersonalVisit, { id, username }: AccountRecord): Promise<RecordGroup> {
  const { base, durable, clock } = issuer;
  const state = { is: "live", at: clock.now() } as const;
  const { shown, all } = some(
    await durable.families.search({ accountId: id, state, limit: SHOWN + 1 }),
    searchHref(`${base}/admin/authorizations`, { person: username }),
  );
  const names = await namesOf(shown, issuer);
  return {
    title: "Authorizations",
    items: shown.map(({ tag, client, scope, createdAt }) => ({
      name: names.application(client).value,
      href: `${base}/admin/authorizations/${encodeURIComponent(tag)}`,
      facts: [
        { name: "Permissions", value: scope.join(" "), isCode: true },
        { name: "Since", value: day(createdAt) },
      ],
    })),
    empty: "No application can act for them.",
    ...all,
  };
}

async function applicationGroup({ issuer }: PersonalVisit, { id, username }: AccountRecord): Promise<RecordGroup> {
  const { base, durable } = issuer;
  const { shown, all } = some(
    await durable.clients.search({ ownerId: id, limit: SHOWN + 1 }),
    searchHref(`${base}/admin/applications`, { owner: username }),
  );
  return {
    title: "Applications that they registered",
    items: shown.map((client) => ({
      name: client.name,
      href: `${base}/admin/applications/${client.id}`,
      facts: [
        { name: "Client id", value: client.clientId, isCode: true },
        { name: "Since", value: day(client.createdAt) },
      ],
    })),
    empty: "None.",
    ...all,
  };
}

async function auditGroup({ issuer }: PersonalVisit, { id, username }: AccountRecord): Promise<RecordGroup> {
  const { base, durable } = issuer;
  const { shown, all } = some(
    await durable.audit.search({ accountId: id, limit: SHOWN + 1 }),
    searchHref(`${base}/admin/audit`, { person: username }),
  );
  const names = await namesOf(namedBy(shown), issuer);
  return {
    title: "Last events",
    items: shown.map((entry) => auditItem(entry, { names, base })),
    empty: "Nothing is written down of them.",
    ...all,
  };
}

/** What belongs to a person: where they are logged in, what they allowed, what they registered, what happened. */
export function userGroups(visit: PersonalVisit, account: AccountRecord): Promise<readonly RecordGroup[]> {
  return Promise.all([
    sessionGroup(visit, account),
    authorizationGroup(visit, account),
    applicationGroup(visit, account),
    auditGroup(visit, account),
  ]);
}
