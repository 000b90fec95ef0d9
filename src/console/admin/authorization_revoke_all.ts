import { personalPage, type PersonalVisit, refuseUnknown } from "../../engine/mod.ts";
import { type Fact, renderConfirm } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import type { AccountRecord, ClientRecord, Whose } from "../../stores/mod.ts";
import { revokeFamilies } from "../../tokens/mod.ts";
import { accountNamed } from "./naming.ts";
import { searchHref, typedIn } from "./search_address.ts";

/** Whose authorizations end: a person's, an application's, or a person's with an application. */
interface Ending {
  readonly person: AccountRecord | undefined;
  readonly application: ClientRecord | undefined;
  readonly whose: Pick<Whose, "accountId" | "client">;
}

async function endingOf(
  { issuer: { durable } }: PersonalVisit,
  { person, application }: { readonly person: string | undefined; readonly application: string | undefined },
): Promise<Ending> {
  const account = person === undefined ? undefined : await accountNamed(person, { durable });
  const client = application === undefined ? undefined : await durable.clients.find(application);
  if (person !== undefined && account === undefined) return refuseUnknown("the person");
  if (client === undefined && (application !== undefined || account === undefined))
    return refuseUnknown("the application");
  const whose = {
    ...(account === undefined ? {} : { accountId: account.id }),
    ...(client === undefined ? {} : { client: client.id }),
  };
  return { person: account, application: client, whose };
}

/** The list of those that end. */
function listOf({ person, application }: Ending, { issuer: { base } }: PersonalVisit): string {
  const query = { person: person?.username, application: application?.clientId };
  return searchHref(`${base}/admin/authorizations`, query);
}

function saysOf({ person }: Ending, count: number): string {
  const all = [
    "No authorization lives. Those that expired end",
    "One authorization lives. It ends",
    `${count} authorizations live. All of them end`,
  ][Math.min(count, 2)];
  const others =
    person === undefined
      ? "What people allowed the application is remembered. Tokens that it got for itself live until they expire."
      : "Applications have to ask the person again.";
  return `${all}, and their tokens stop working at once. ${others}`;
}

async function ask(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const asked = { person: typedIn(visit, "person"), application: typedIn(visit, "application") };
  const ending = await endingOf(visit, asked);
  const { person, application, whose } = ending;
  const live = await issuer.durable.families.count({ ...whose, state: { is: "live", at: issuer.clock.now() } });
  const facts: readonly Fact[] = [
    ...(person === undefined ? [] : [{ name: "Person", value: person.username }]),
    ...(application === undefined ? [] : [{ name: "Application", value: application.name }]),
    { name: "Live", value: String(live) },
  ];
  return html(
    200,
    renderConfirm({
      ...frame,
      title: "Revoke all authorizations",
      says: saysOf(ending, live),
      facts,
      action: `${issuer.base}/admin/authorizations/revoke`,
      hidden: [
        ...(person === undefined ? [] : ([["person", person.sub]] as const)),
        ...(application === undefined ? [] : ([["application", application.clientId]] as const)),
      ],
      submit: "Revoke all",
      back: listOf(ending, visit),
    }),
  );
}

/** Consent to applications of a person is forgotten with what it led to. */
async function forgetConsents({ person, application }: Ending, { issuer }: PersonalVisit): Promise<void> {
  if (person === undefined) return;
  const { consents } = issuer.durable;
  const given = application === undefined ? await consents.list(person.id) : [{ client: application.id }];
  for (const { client } of given) await consents.forget(person.id, client);
}

/** Expired ones end with the others: an access token may outlive its refresh token. */
async function revokeAll(visit: PersonalVisit): Promise<Reply> {
  const { issuer, request, session } = visit;
  const asked = { person: request.form.get("person"), application: request.form.get("application") };
  const ending = await endingOf(visit, asked);
  await forgetConsents(ending, visit);
  const options = { ...issuer, longestAccessToken: issuer.settings.longestAccessToken };
  const authorizations = await revokeFamilies(ending.whose, options);
  const detail = { by: session.accountId, authorizations };
  await issuer.hooks.happened({ name: "token.revoked", ...ending.whose, detail }, visit);
  return redirect(listOf(ending, visit));
}

/** Asks whether to end all authorizations of a person or an application, and does. */
export const ADMIN_AUTHORIZATIONS_REVOKE = personalPage({
  name: "admin_authorizations_revoke",
  path: "/admin/authorizations/revoke",
  authority: "staff",
  show: ask,
  answer: revokeAll,
});
