import { isConsumer } from "../../clients/mod.ts";
import { renderRecord } from "../../pages/mod.ts";
import { html, NO_STORE, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { applicationBadges } from "./application_facts.ts";
import { applicationPath, type ApplicationVisit } from "./place.ts";

/** A secret that is shown this once. */
export interface ShownSecret {
  readonly client: ClientRecord;
  readonly secret: string;
  /** What was just done: `The application is registered.` */
  readonly done: string;
}

/** The page that shows a new secret, which nobody can show again. */
export function showSecret(visit: ApplicationVisit, { client, secret, done }: ShownSecret): Reply {
  const [key, shared] = isConsumer(client) ? [", the consumer key", ", the consumer secret"] : ["", ""];
  const markup = renderRecord({
    ...visit.frame,
    title: "The client secret",
    name: client.name,
    badges: applicationBadges(client),
    note: `${done} Keep the secret now: it cannot be shown again.`,
    facts: [
      { name: `Client id${key}`, value: client.clientId, isCode: true },
      { name: `Client secret${shared}`, value: secret, isCode: true },
    ],
    actions: [{ kind: "link", href: applicationPath(visit, client), text: "I have kept it" }],
  });
  return html(200, markup, { headers: NO_STORE });
}
