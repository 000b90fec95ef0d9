import { hasSecret, warningsOf } from "../../clients/mod.ts";
import type { Endpoint } from "../../engine/mod.ts";
import { type RecordAction, type RecordGroup, renderRecord } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { personalPage, type PersonalVisit } from "../personal_page.ts";
import { applicationBadges, applicationFacts } from "./application_facts.ts";
import { type ApplicationsOptions, mayRegister } from "./may_register.ts";
import { applicationPath, ownApplication } from "./own_application.ts";

const DONE: ReadonlyMap<string, string> = new Map([
  ["registered", "The application is registered. It has no secret."],
  ["changed", "The application is changed."],
]);

/** What had better be otherwise; no group where there is nothing. */
export function warningGroups(client: ClientRecord): readonly RecordGroup[] {
  const items = warningsOf(client).map(({ says }) => ({ name: says, facts: [] }));
  return items.length === 0 ? [] : [{ title: "What had better be otherwise", items, empty: "" }];
}

function actionsFor(client: ClientRecord, visit: PersonalVisit, options: ApplicationsOptions): readonly RecordAction[] {
  const change = { kind: "link", href: applicationPath(visit, client, "update"), text: "Change" } as const;
  const renew = { kind: "link", href: applicationPath(visit, client, "secret"), text: "New secret" } as const;
  return [
    ...(mayRegister(visit.session, options) ? [change] : []),
    ...(hasSecret(client) ? [renew] : []),
    { kind: "link", href: applicationPath(visit, client, "delete"), text: "Delete", isDanger: true },
  ];
}

async function view(visit: PersonalVisit, options: ApplicationsOptions): Promise<Reply> {
  const client = await ownApplication(visit);
  const note = DONE.get(visit.request.query.get("done") ?? "");
  const markup = renderRecord({
    ...visit.frame,
    title: "Application",
    name: client.name,
    badges: applicationBadges(client),
    facts: applicationFacts(client),
    groups: warningGroups(client),
    actions: actionsFor(client, visit, options),
    ...(note === undefined ? {} : { note }),
  });
  return html(200, markup);
}

/** Shows all that is known of an application. */
export function viewPage(options: ApplicationsOptions): Endpoint {
  return personalPage({
    name: "application",
    path: "/applications/:id",
    aliases: ["applications/:id"],
    authority: "person",
    show: (visit) => view(visit, options),
  });
}
