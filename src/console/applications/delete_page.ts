import { renderConfirm } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import { removeClient } from "../../tokens/mod.ts";
import { personalPage, type PersonalVisit, refuseUnknown } from "../personal_page.ts";
import { shortFacts } from "./application_facts.ts";
import { applicationPath, ownApplication } from "./own_application.ts";

async function ask(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const client = await ownApplication(visit);
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

async function remove(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session } = visit;
  const client = await ownApplication(visit);
  const { longestAccessToken } = issuer.settings;
  const authorizations = await removeClient(client, { ...issuer, longestAccessToken });
  if (authorizations === undefined) return refuseUnknown("the application");
  const detail = { client_id: client.clientId, authorizations };
  const { accountId } = session;
  await issuer.hooks.happened({ name: "client.removed", client: client.id, accountId, detail }, visit);
  return redirect(`${issuer.base}/applications?done=deleted`);
}

/** Asks whether to delete an application, and does. */
export const DELETE_PAGE = personalPage({
  name: "application_delete",
  path: "/applications/:id/delete",
  aliases: ["applications/:id/delete"],
  authority: "person",
  show: ask,
  answer: remove,
});
