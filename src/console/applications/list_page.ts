import type { Endpoint } from "../../engine/mod.ts";
import { renderRecordList } from "../../pages/mod.ts";
import { html, type Reply } from "../../protocol/mod.ts";
import { applicationBadges, shortFacts } from "./application_facts.ts";
import { mayRegister } from "./may_register.ts";
import { applicationPage, applicationPath, type ApplicationsPlace, type ApplicationVisit, listPath } from "./place.ts";

const ON_A_PAGE = 50;

const DONE: ReadonlyMap<string, string> = new Map([
  [
    "twice",
    "The form came twice, and counts once. Where you did not see the secret, make a new one; where there is no application, send the form again in a minute.",
  ],
  ["deleted", "The application is deleted, and all its tokens are dead."],
]);

/** The id behind which the page begins; whatever is none begins at the first. */
function afterIn({ request: { query } }: ApplicationVisit): number {
  const text = query.get("after") ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

async function list(visit: ApplicationVisit): Promise<Reply> {
  const { issuer, session, frame, request } = visit;
  const after = afterIn(visit);
  // One more than is shown tells whether there are others.
  const found = await issuer.durable.clients.list({ after, limit: ON_A_PAGE + 1, ownerId: session.accountId });
  const shown = found.slice(0, ON_A_PAGE);
  const last = shown.at(-1);
  const own = listPath(visit);
  const note = DONE.get(request.query.get("done") ?? "");
  const markup = renderRecordList({
    ...frame,
    title: "Applications",
    lead: "Those that you registered.",
    items: shown.map((client) => ({
      name: client.name,
      href: applicationPath(visit, client),
      badges: applicationBadges(client),
      facts: shortFacts(client),
    })),
    empty: "You have not registered any.",
    ...(after === 0 ? {} : { first: own }),
    ...(found.length <= ON_A_PAGE || last === undefined ? {} : { next: `${own}?after=${last.id}` }),
    ...(mayRegister(session, visit.place)
      ? { add: { href: listPath(visit, "register"), text: "Register an application" } }
      : {}),
    ...(note === undefined ? {} : { note }),
  });
  return html(200, markup);
}

/** Lists the applications that a person registered. */
export function listPage(place: ApplicationsPlace): Endpoint {
  return applicationPage(place, { what: "list", show: list });
}
