import { hasSecret, renewSecret } from "../../clients/mod.ts";
import { type Endpoint, refuseUnknown } from "../../engine/mod.ts";
import { lifetimeText, renderForm } from "../../pages/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { fail, html, type Params, type Reply } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import {
  applicationAt,
  applicationPage,
  applicationPath,
  type ApplicationsPlace,
  type ApplicationVisit,
  deedOf,
} from "./place.ts";
import { showSecret } from "./secret_shown.ts";

/** How long the old secret may work on; the first is what is chosen unless somebody says otherwise. */
const KEEP: readonly Seconds[] = [86_400, 3_600, 604_800, 0];

async function applicationWithSecret(visit: ApplicationVisit): Promise<ClientRecord> {
  const client = await applicationAt(visit);
  if (hasSecret(client)) return client;
  return fail("invalid_request", "Cannot make a new secret as the application has none: it is public, or has a key");
}

function showQuestion(
  visit: ApplicationVisit,
  client: ClientRecord,
  { wrong }: { readonly wrong?: string } = {},
): Reply {
  const { frame } = visit;
  const markup = renderForm({
    ...frame,
    title: "New client secret",
    lead: "The application gets a new secret, which is shown once. The one that it has now works on for a while, so that nothing stands still while you change it everywhere.",
    action: applicationPath(visit, client, "secret"),
    parts: [
      {
        fields: [
          {
            name: "keep",
            label: "The old secret works on for",
            kind: "choice",
            hint: "Where it leaked, it should stop at once. At most two secrets work: the newest and the one before it.",
            options: KEEP.map((seconds) => ({
              value: String(seconds),
              text: seconds === 0 ? "It stops at once" : lifetimeText(seconds),
            })),
            problem: wrong,
          },
        ],
      },
    ],
    submit: "Make a new secret",
    back: applicationPath(visit, client),
  });
  return html(wrong === undefined ? 200 : 400, markup);
}

async function renew(visit: ApplicationVisit, form: Params): Promise<Reply> {
  const { issuer } = visit;
  const before = await applicationWithSecret(visit);
  const chosen = form.get("keep");
  const keep = KEEP.find((seconds) => String(seconds) === chosen);
  if (keep === undefined) return showQuestion(visit, before, { wrong: "Choose one of these" });
  const now = issuer.clock.now();
  const { text, secrets } = renewSecret(before, { ...issuer, now, keep });
  const client = await issuer.durable.clients.change(before.id, { secrets, updatedAt: now });
  if (client === undefined) return refuseUnknown("the application");
  await issuer.clients.changed(client);
  const detail = { what: "secret", kept: keep };
  await issuer.hooks.happened({ name: "client.changed", ...deedOf(visit, { client, detail }) }, visit);
  const old = keep === 0 ? "works no more" : `works for another ${lifetimeText(keep)}`;
  return showSecret(visit, { client, secret: text, done: `This is the new secret; the old one ${old}.` });
}

/** Gives an application a new secret; the old one works on for a while. */
export function secretPage(place: ApplicationsPlace): Endpoint {
  return applicationPage(place, {
    what: "secret",
    show: async (visit) => showQuestion(visit, await applicationWithSecret(visit)),
    answer: renew,
  });
}
