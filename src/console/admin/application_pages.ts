import type { Endpoint, PersonalVisit } from "../../engine/mod.ts";
import type { RecordItem } from "../../pages/mod.ts";
import type { ClientRecord, FamilyEntry } from "../../stores/mod.ts";
import {
  type ApplicationsPlace,
  deletePage,
  type MoreOfApplication,
  registerPage,
  secretPage,
  updatePage,
  viewPage,
} from "../applications/mod.ts";
import { auditItem, namedBy } from "./audit_item.ts";
import { authorizationItem } from "./authorization_list.ts";
import { type Names, namesOf } from "./naming.ts";
import { searchHref } from "./search_address.ts";

/** How many authorizations and lines of the audit log are shown with an application. */
const SHOWN = 5;

/** An authorization under the name of the person, as all of them are of one application. */
function itemOfPerson(
  family: FamilyEntry,
  options: { readonly names: Names; readonly visit: PersonalVisit },
): RecordItem {
  const { accountId } = family;
  const item = authorizationItem(family, options);
  const name = accountId === undefined ? "The application itself" : options.names.person(accountId).value;
  return { ...item, name, facts: item.facts.filter((fact) => fact.name !== "Person") };
}

async function more(client: ClientRecord, visit: PersonalVisit): Promise<MoreOfApplication> {
  const { issuer } = visit;
  const { base, durable } = issuer;
  const { id, clientId: application, ownerId } = client;
  const [families, entries] = await Promise.all([
    durable.families.search({ client: id, limit: SHOWN }),
    durable.audit.search({ client: id, limit: SHOWN }),
  ]);
  const owner = ownerId === undefined ? [] : [{ accountId: ownerId }];
  const names = await namesOf([...owner, ...families, ...namedBy(entries)], issuer);
  return {
    facts: [ownerId === undefined ? { name: "Owner", value: "" } : names.person(ownerId, "Owner")],
    groups: [
      {
        title: "Last authorizations",
        items: families.map((family) => itemOfPerson(family, { names, visit })),
        empty: "Nobody allowed it anything.",
        all: searchHref(`${base}/admin/authorizations`, { application }),
      },
      {
        title: "In the audit log",
        items: entries.map((entry) => auditItem(entry, { names, base })),
        empty: "Nothing is written down of it.",
        all: searchHref(`${base}/admin/audit`, { application }),
      },
    ],
    actions: [
      { kind: "link", href: `${base}/admin/applications/${id}/trust`, text: "Owner and trust" },
      {
        kind: "link",
        href: searchHref(`${base}/admin/authorizations/revoke`, { application }),
        text: "Revoke all authorizations",
        isDanger: true,
      },
    ],
  };
}

/** All applications there are. */
export const EVERYBODYS: ApplicationsPlace = {
  registration: "staff",
  path: "/admin/applications",
  authority: "staff",
  has: () => true,
  more,
};

/** What staff do with an application as its owner would, and what only staff may. */
export const ADMIN_APPLICATION_PAGES: readonly Endpoint[] = [
  registerPage(EVERYBODYS),
  viewPage(EVERYBODYS),
  updatePage(EVERYBODYS),
  deletePage(EVERYBODYS),
  secretPage(EVERYBODYS),
];
