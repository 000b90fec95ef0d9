import { type Issuer, personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { type FieldModel, type RecordItem, renderRecordList } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { ClientQuery, ClientRecord } from "../../stores/mod.ts";
import { applicationBadges, grantLabel, shortFacts } from "../applications/mod.ts";
import { minute } from "../instant_text.ts";
import { doneNote } from "./done_note.ts";
import { accountNamed, type Names, namesOf } from "./naming.ts";
import { onePage, PAGE_SIZE, placeIn, searchHref, typedIn } from "./search_address.ts";

const FIELDS = ["text", "type", "grant", "source", "owner"] as const;

type TypedApplication = Readonly<Record<(typeof FIELDS)[number], string | undefined>>;

const TYPES = { confidential: "Confidential", public: "Public" } as const;
const SOURCES = { manual: "A person or the command line", dcr: "The application itself" } as const;

function typedQuery(visit: PersonalVisit): TypedApplication {
  const [text, type, grant, source, owner] = FIELDS.map((name) => typedIn(visit, name));
  return { text, type, grant, source, owner };
}

function isOneOf<Words extends object>(word: string, words: Words): word is Extract<keyof Words, string> {
  return Object.hasOwn(words, word);
}

/** What is looked for; undefined = nothing can be found. */
async function readQuery(typed: TypedApplication, issuer: Issuer): Promise<ClientQuery | undefined> {
  const { text, type, grant, source, owner } = typed;
  const ownerId = owner === undefined ? undefined : (await accountNamed(owner, issuer))?.id;
  if (owner !== undefined && ownerId === undefined) return undefined;
  if (type !== undefined && !isOneOf(type, TYPES)) return undefined;
  if (source !== undefined && !isOneOf(source, SOURCES)) return undefined;
  return {
    ...(text === undefined ? {} : { text }),
    ...(type === undefined ? {} : { type }),
    ...(grant === undefined ? {} : { grantType: grant }),
    ...(source === undefined ? {} : { source }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}

const ANY = { value: "", text: "Any" };

function choicesOf(words: Readonly<Record<string, string>>) {
  return [ANY, ...Object.entries(words).map(([value, text]) => ({ value, text }))];
}

function fieldsOf(typed: TypedApplication, { grants }: Issuer): readonly FieldModel[] {
  const { text = "", type = "", grant = "", source = "", owner = "" } = typed;
  const types = [...grants.keys()].map((value) => ({ value, text: grantLabel(value) }));
  return [
    { name: "text", kind: "search", label: "Name or client id", hint: "Any part of it", value: text },
    { name: "owner", kind: "search", label: "Owner", hint: "User name or subject identifier", value: owner },
    { name: "type", kind: "choice", label: "Client type", options: choicesOf(TYPES), value: type },
    { name: "grant", kind: "choice", label: "Grant", options: [ANY, ...types], value: grant },
    { name: "source", kind: "choice", label: "Registered by", options: choicesOf(SOURCES), value: source },
  ];
}

function itemOf(client: ClientRecord, { names, base }: { readonly names: Names; readonly base: string }): RecordItem {
  const { id, name, ownerId, createdAt } = client;
  return {
    name,
    href: `${base}/admin/applications/${id}`,
    badges: applicationBadges(client),
    facts: [
      ...shortFacts(client),
      ...(ownerId === undefined ? [] : [names.person(ownerId, "Owner")]),
      { name: "Registered", value: minute(createdAt) },
    ],
  };
}

async function listApplications(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const { base, durable } = issuer;
  const typed = typedQuery(visit);
  const [before] = placeIn(visit, 1) ?? [];
  const query = await readQuery(typed, issuer);
  const limits = { limit: PAGE_SIZE + 1, ...(before === undefined ? {} : { before }) };
  const { items, last } = onePage(query === undefined ? [] : await durable.clients.search({ ...query, ...limits }));
  const owners = items.flatMap(({ ownerId }) => (ownerId === undefined ? [] : [{ accountId: ownerId }]));
  const names = await namesOf(owners, issuer);
  const path = `${base}/admin/applications`;
  return html(
    200,
    renderRecordList({
      ...frame,
      ...doneNote(visit, { deleted: "The application is deleted, and all its tokens are dead." }),
      title: "Applications",
      lead: "All that are registered, newest first.",
      search: { action: path, fields: fieldsOf(typed, issuer) },
      items: items.map((client) => itemOf(client, { names, base })),
      empty: "There is no such application.",
      ...(before === undefined ? {} : { first: searchHref(path, typed) }),
      ...(last === undefined ? {} : { next: searchHref(path, { ...typed, before: String(last.id) }) }),
      add: { href: `${path}/register`, text: "Register an application" },
    }),
  );
}

/** Applications, newest first, or those that a search finds. */
export const ADMIN_APPLICATIONS = personalPage({
  name: "admin_applications",
  path: "/admin/applications",
  authority: "staff",
  show: listApplications,
});
