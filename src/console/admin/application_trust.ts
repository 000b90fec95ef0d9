import { personalPage, type PersonalVisit, refuseUnknown } from "../../engine/mod.ts";
import { type FieldModel, renderForm } from "../../pages/mod.ts";
import { html, type Params, redirect, type Reply } from "../../protocol/mod.ts";
import { type Changes, type ClientRecord, RecordGone } from "../../stores/mod.ts";
import { applicationAt } from "../applications/mod.ts";
import { EVERYBODYS } from "./application_pages.ts";
import { accountNamed } from "./naming.ts";

/** What is typed of an application's owner, and whether somebody vouches for it. */
interface Typed {
  readonly owner: string;
  readonly verified: boolean;
  readonly problem?: string;
}

function applicationOf(visit: PersonalVisit): Promise<ClientRecord> {
  return applicationAt({ ...visit, place: EVERYBODYS });
}

function fieldsOf({ owner, verified, problem }: Typed): readonly FieldModel[] {
  return [
    {
      name: "owner",
      kind: "text",
      label: "Owner",
      hint: "User name or subject identifier of who may change it among their own; nobody where it is empty.",
      value: owner,
      required: false,
      problem,
    },
    {
      name: "verified",
      kind: "tick",
      label: "Verified",
      hint: "Somebody vouches for it: people are not warned of it when they are asked for their consent, and it may ask about tokens.",
      ...(verified ? { value: "yes" } : {}),
    },
  ];
}

function showForm(
  visit: PersonalVisit,
  { client, typed }: { readonly client: ClientRecord; readonly typed: Typed },
): Reply {
  const path = `${visit.issuer.base}/admin/applications/${client.id}`;
  return html(
    typed.problem === undefined ? 200 : 400,
    renderForm({
      ...visit.frame,
      title: "Owner and trust",
      lead: `Of '${client.name}' (${client.clientId}).`,
      action: `${path}/trust`,
      parts: [{ fields: fieldsOf(typed) }],
      submit: "Save",
      back: path,
    }),
  );
}

async function show(visit: PersonalVisit): Promise<Reply> {
  const client = await applicationOf(visit);
  const { ownerId, isUnverified } = client;
  const owner = ownerId === undefined ? undefined : await visit.issuer.durable.accounts.find(ownerId);
  return showForm(visit, { client, typed: { owner: owner?.username ?? "", verified: isUnverified !== true } });
}

/** Writes them; undefined when the owner is gone since. */
async function change(
  visit: PersonalVisit,
  { before, changes }: { readonly before: ClientRecord; readonly changes: Changes<Omit<ClientRecord, "id">> },
): Promise<ClientRecord | undefined> {
  try {
    return (await visit.issuer.durable.clients.change(before.id, changes)) ?? refuseUnknown("the application");
  } catch (error) {
    if (error instanceof RecordGone) return undefined;
    throw error;
  }
}

const NOBODY = "There is no such person";

async function save(visit: PersonalVisit, form: Params): Promise<Reply> {
  const { issuer, session } = visit;
  const before = await applicationOf(visit);
  const [owner, verified] = [form.get("owner")?.trim() ?? "", form.get("verified") === "yes"];
  const account = owner === "" ? undefined : await accountNamed(owner, issuer);
  const isUnverified = verified ? undefined : (true as const);
  const changes = { ownerId: account?.id, isUnverified, updatedAt: issuer.clock.now() };
  const isNobody = owner !== "" && account === undefined;
  const client = isNobody ? undefined : await change(visit, { before, changes });
  if (client === undefined) return showForm(visit, { client: before, typed: { owner, verified, problem: NOBODY } });
  await issuer.clients.changed(client);
  const detail = { by: session.accountId, what: "trust", owner: account?.id ?? "nobody", verified };
  const about = account === undefined ? {} : { accountId: account.id };
  await issuer.hooks.happened({ name: "client.changed", client: client.id, ...about, detail }, visit);
  return redirect(`${issuer.base}/admin/applications/${client.id}?done=changed`);
}

/** Changes whose an application is, and whether anybody vouches for it. */
export const ADMIN_APPLICATION_TRUST = personalPage({
  name: "admin_application_trust",
  path: "/admin/applications/:id/trust",
  authority: "staff",
  show,
  answer: save,
});
