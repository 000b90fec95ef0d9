import { type Endpoint, refuseUnknown } from "../../engine/mod.ts";
import { renderConfirm } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import { removeClient } from "../../tokens/mod.ts";
import { shortFacts } from "./application_facts.ts";
import {
  applicationAt,
  applicationPage,
  applicationPath,
  type ApplicationsPlace,
  type ApplicationVisit,
  deedOf,
  listPath,
} from "./place.ts";

async function ask(visit: ApplicationVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const client = await applicationAt(visit);
  const living = await issuer.durable.families.unrevokedTags({ client: client.id });
  const markup = renderConfirm({
    ...frame,
    title: "Delete an application",
    says: "It can do nothing any more, all its tokens stop working at once, and what people allowed it is forgotten. This cannot be taken back.",
    facts: [
      { name: "Application", value: client.name },
      ...shortFacts(client),
      { name: "Authorizations that end", value: String(living.length) },
    ],
    action: applicationPath(visit, client, "delete"),
    submit: "Delete it",
    back: applicationPath(visit, client),
  });
  return html(200, markup);
}

async function remove(visit: ApplicationVisit): Promise<Reply> {
  const { issuer } = visit;
  const client = await applicationAt(visit);
  const { longestAccessToken } = issuer.settings;
  const authorizations = await removeClient(client, { ...issuer, longestAccessToken });
  if (authorizations === undefined) return refuseUnknown("the application");
  const detail = { client_id: client.clientId, authorizations };
  await issuer.hooks.happened({ name: "client.removed", ...deedOf(visit, { client, detail }) }, visit);
  return redirect(`${listPath(visit)}?done=deleted`);
}

/** Asks whether to delete an application, and does. */
export function deletePage(place: ApplicationsPlace): Endpoint {
  return applicationPage(place, { what: "delete", show: ask, answer: remove });
}
