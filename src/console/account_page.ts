import { type Exchange, loginAddressOf, personalPage, type PersonalVisit, signInPath } from "../engine/mod.ts";
import { type AuthorizedApplication, renderAccount } from "../pages/mod.ts";
import { html, redirect, type Reply } from "../protocol/mod.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import { doneNote } from "./admin/done_note.ts";
import { endAuthorization, ownAuthorization } from "./authorizations.ts";
import { day } from "./instant_text.ts";
import { listSessions } from "./own_sessions.ts";

const NOTES = { password: "Your password is changed. Everywhere else you are logged out." };

async function describe(family: FamilyRecord, { issuer }: Exchange): Promise<AuthorizedApplication | undefined> {
  const client = await issuer.clients.findByNumber(family.client);
  if (client === undefined) return undefined;
  const open = loginAddressOf(client, issuer);
  return {
    clientName: client.name,
    clientId: client.clientId,
    scopes: family.scope,
    since: day(family.createdAt),
    tag: family.tag,
    ...(open === undefined ? {} : { open }),
  };
}

async function showAccount(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session, frame } = visit;
  const account = await issuer.durable.accounts.find(session.accountId);
  // Removed at this very moment.
  if (account === undefined) return redirect(signInPath(visit, `${issuer.base}/account`));
  const families = await issuer.durable.families.listOf(account.id);
  const authorized = await Promise.all(families.map((family) => describe(family, visit)));
  return html(
    200,
    renderAccount({
      ...frame,
      username: account.username,
      email: account.email,
      isStaff: account.isStaff,
      since: day(account.createdAt),
      authorized: authorized.filter((one) => one !== undefined),
      sessions: await listSessions(session, visit),
      ...doneNote(visit, NOTES),
    }),
  );
}

/** Shows a person who they are here, and which applications hold access. */
export const ACCOUNT_PAGE = personalPage({
  name: "account",
  path: "/account",
  authority: "person",
  show: showAccount,
});

/** Takes an application's access away, one's own alone, and forgets the consent: it has to ask again. */
export const ACCOUNT_REVOKE = personalPage({
  name: "account_revoke",
  path: "/account/revoke",
  authority: "person",
  async answer(visit, form) {
    await endAuthorization(visit, await ownAuthorization(visit, form.require("tag")));
    return redirect(`${visit.issuer.base}/account`);
  },
});
