import { personalPage, type PersonalVisit } from "../../engine/mod.ts";
import { type RecordItem, renderRecordList } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { FamilyEntry } from "../../stores/mod.ts";
import { shortFacts, STATE_WORDS, stateOf } from "./authorization_facts.ts";
import { authorizationFields, readAuthorizationQuery, type ReadAuthorizationQuery } from "./authorization_query.ts";
import { type Names, namesOf } from "./naming.ts";
import { onePage, PAGE_SIZE, placeIn, searchHref } from "./search_address.ts";

/** An authorization among many. */
export function authorizationItem(
  family: FamilyEntry,
  { names, visit }: { readonly names: Names; readonly visit: PersonalVisit },
): RecordItem {
  const { base, clock } = visit.issuer;
  const state = stateOf(family, clock);
  return {
    name: names.application(family.client).value,
    href: `${base}/admin/authorizations/${encodeURIComponent(family.tag)}`,
    badges: state === "live" ? [] : [STATE_WORDS[state]],
    facts: shortFacts(family, names),
  };
}

/** What can be done from the list: with all of a person or an application where one is looked for, else with a token. */
function wayOn(
  { typed, query }: ReadAuthorizationQuery,
  base: string,
): { readonly href: string; readonly text: string } {
  const { person, application } = typed;
  const isOfOne = query !== undefined && (person !== undefined || application !== undefined);
  if (!isOfOne) return { href: `${base}/admin/authorizations/token`, text: "What is this token?" };
  const whose = [person, application].filter((name) => name !== undefined).join(" with ");
  const href = searchHref(`${base}/admin/authorizations/revoke`, { person, application });
  return { href, text: `Revoke all of ${whose}` };
}

async function showAuthorizations(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const read = await readAuthorizationQuery(visit);
  const [before] = placeIn(visit, 1) ?? [];
  const limits = { limit: PAGE_SIZE + 1, ...(before === undefined ? {} : { before }) };
  const found = read.query === undefined ? [] : await issuer.durable.families.search({ ...read.query, ...limits });
  const { items, last } = onePage(found);
  const names = await namesOf(items, issuer);
  const path = `${issuer.base}/admin/authorizations`;
  return html(
    200,
    renderRecordList({
      ...frame,
      title: "Authorizations",
      lead: "Everything that was born of one sign-in or consent: an access token, a refresh token and their successors.",
      search: { action: path, fields: authorizationFields(read, visit) },
      items: items.map((family) => authorizationItem(family, { names, visit })),
      empty: "There is no such authorization.",
      ...(before === undefined ? {} : { first: searchHref(path, read.typed) }),
      ...(last === undefined ? {} : { next: searchHref(path, { ...read.typed, before: String(last.id) }) }),
      add: wayOn(read, issuer.base),
    }),
  );
}

/** Authorizations, newest first. */
export const ADMIN_AUTHORIZATIONS = personalPage({
  name: "admin_authorizations",
  path: "/admin/authorizations",
  authority: "staff",
  show: showAuthorizations,
});
