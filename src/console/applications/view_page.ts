import { hasSecret, warningsOf } from "../../clients/mod.ts";
import type { Endpoint } from "../../engine/mod.ts";
import { type RecordAction, type RecordGroup, renderRecord } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { applicationBadges, applicationFacts } from "./application_facts.ts";
import { consumerActions, consumerGroups } from "./consumer_group.ts";
import { mayRegister } from "./may_register.ts";
import {
  applicationAt,
  applicationPage,
  applicationPath,
  type ApplicationsPlace,
  type ApplicationVisit,
} from "./place.ts";

const DONE: ReadonlyMap<string, string> = new Map([
  ["registered", "The application is registered. It has no secret."],
  ["changed", "The application is changed."],
]);

/** What had better be otherwise; no group where there is nothing. */
function warningGroups(client: ClientRecord): readonly RecordGroup[] {
  const items = warningsOf(client).map(({ says }) => ({ name: says, facts: [] }));
  return items.length === 0 ? [] : [{ title: "What had better be otherwise", items, empty: "" }];
}

function actionsFor(client: ClientRecord, visit: ApplicationVisit): readonly RecordAction[] {
  const change = { kind: "link", href: applicationPath(visit, client, "update"), text: "Change" } as const;
  const renew = { kind: "link", href: applicationPath(visit, client, "secret"), text: "New secret" } as const;
  return [
    ...(mayRegister(visit.session, visit.place) ? [change] : []),
    ...(hasSecret(client) ? [renew] : []),
    ...consumerActions(client, visit.issuer),
    { kind: "link", href: applicationPath(visit, client, "delete"), text: "Delete", isDanger: true },
  ];
}

async function view(visit: ApplicationVisit): Promise<Reply> {
  const client = await applicationAt(visit);
  const more = await visit.place.more?.(client, visit);
  const note = DONE.get(visit.request.query.get("done") ?? "");
  const markup = renderRecord({
    ...visit.frame,
    title: "Application",
    name: client.name,
    badges: applicationBadges(client),
    facts: [...applicationFacts(client), ...(more?.facts ?? [])],
    groups: [...warningGroups(client), ...consumerGroups(client, visit.issuer), ...(more?.groups ?? [])],
    actions: [...actionsFor(client, visit), ...(more?.actions ?? [])],
    ...(note === undefined ? {} : { note }),
  });
  return html(200, markup);
}

/** Shows all that is known of an application. */
export function viewPage(place: ApplicationsPlace): Endpoint {
  return applicationPage(place, { what: "view", show: view });
}
