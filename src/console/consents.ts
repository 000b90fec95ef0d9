import { personalPage, type PersonalVisit, refuseUnknown } from "../engine/mod.ts";
import { type Fact, type RecordItem, renderConfirm, renderRecordList } from "../pages/mod.ts";
import { html, redirect, type Reply } from "../protocol/mod.ts";
import type { ClientRecord, ConsentRecord } from "../stores/mod.ts";
import { doneNote } from "./admin/done_note.ts";
import { day } from "./instant_text.ts";

/** What a person allowed an application, and which it is. */
interface Known {
  readonly consent: ConsentRecord;
  readonly client: ClientRecord;
}

const PATH = "/account/consents";
const NOTES = { forgotten: "It is forgotten. The application will ask you again." };

function factsOf({ consent, client }: Known): readonly Fact[] {
  return [
    { name: "Client id", value: client.clientId, isCode: true },
    { name: "Permissions", value: consent.scope.join(" "), isCode: true },
    { name: "Allowed", value: day(consent.grantedAt) },
  ];
}

async function clientOf(consent: ConsentRecord, { issuer }: PersonalVisit): Promise<Known | undefined> {
  const client = await issuer.clients.findByNumber(consent.client);
  return client === undefined ? undefined : { consent, client };
}

async function list(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session, frame } = visit;
  const consents = await issuer.durable.consents.list(session.accountId);
  const known = await Promise.all(consents.map((consent) => clientOf(consent, visit)));
  const items = known
    .filter((one) => one !== undefined)
    .map((one): RecordItem => ({
      name: one.client.name,
      facts: factsOf(one),
      action: { href: `${issuer.base}${PATH}/${one.client.id}/forget`, text: "Forget" },
    }));
  return html(
    200,
    renderRecordList({
      ...frame,
      title: "Remembered consents",
      lead: "You need not be asked again for what you allowed an application before.",
      items,
      empty: "Nothing is remembered.",
      ...doneNote(visit, NOTES),
    }),
  );
}

/** What the path names of what the person allowed. Another person's is as if it were not there. */
async function consentAt(visit: PersonalVisit): Promise<Known> {
  const { issuer, session, segment } = visit;
  const client = segment("client");
  const consent = /^[1-9]\d{0,9}$/.test(client)
    ? await issuer.durable.consents.find(session.accountId, Number(client))
    : undefined;
  const known = consent === undefined ? undefined : await clientOf(consent, visit);
  return known ?? refuseUnknown("the consent");
}

async function ask(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const known = await consentAt(visit);
  const { id, name } = known.client;
  return html(
    200,
    renderConfirm({
      ...frame,
      title: "Forget a consent",
      says: "The application has to ask you the next time. Access that it has already goes on: you end it among the applications with access.",
      facts: [{ name: "Application", value: name }, ...factsOf(known)],
      action: `${issuer.base}${PATH}/${id}/forget`,
      submit: "Forget it",
      back: issuer.base + PATH,
    }),
  );
}

async function forget(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session } = visit;
  const { client } = await consentAt(visit);
  const { accountId } = session;
  // Somebody who forgets it at the same moment has done it, and told it.
  if (await issuer.durable.consents.forget(accountId, client.id))
    await issuer.hooks.happened({ name: "consent.forgotten", accountId, client: client.id }, visit);
  return redirect(`${issuer.base}${PATH}?done=forgotten`);
}

/** Lists what a person allowed and need not be asked again. */
export const ACCOUNT_CONSENTS = personalPage({
  name: "account_consents",
  path: PATH,
  authority: "person",
  show: list,
});

/** Asks whether to forget one of them, and does: the next request asks again, tokens live on. */
export const ACCOUNT_CONSENT_FORGET = personalPage({
  name: "account_consent_forget",
  path: `${PATH}/:client/forget`,
  authority: "person",
  show: ask,
  answer: forget,
});
