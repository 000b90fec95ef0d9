import { ACCOUNT_FORM, checkForm, type Exchange, formToken, loginAddressOf } from "../engine/mod.ts";
import { type AuthorizedApplication, renderAccount } from "../pages/mod.ts";
import { fail, html, redirect, type Reply } from "../protocol/mod.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import { revokeFamily } from "../tokens/mod.ts";
import { listSessions } from "./own_sessions.ts";
import { sessionOf } from "./session_of.ts";
import { signInPath } from "./sign_in.ts";

function day(instant: number): string {
  return new Date(instant * 1_000).toISOString().slice(0, 10);
}

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

/** Shows a person who they are here, and which applications hold access. */
export async function showAccount(exchange: Exchange): Promise<Reply> {
  const { issuer } = exchange;
  const session = await sessionOf(exchange);
  if (session === undefined) return redirect(signInPath(exchange, `${issuer.base}/account`));
  const account = await issuer.durable.accounts.find(session.accountId);
  if (account === undefined) return redirect(signInPath(exchange, `${issuer.base}/account`));
  const families = await issuer.durable.families.listOf(account.id);
  const authorized = await Promise.all(families.map((family) => describe(family, exchange)));
  return html(
    200,
    renderAccount({
      base: issuer.base,
      signedInAs: account.username,
      username: account.username,
      email: account.email,
      isStaff: account.isStaff,
      since: day(account.createdAt),
      authorized: authorized.filter((one) => one !== undefined),
      sessions: await listSessions(session, exchange),
      csrf: formToken(exchange, ACCOUNT_FORM),
    }),
  );
}

/** Takes an application's access away, one's own alone, and forgets the consent: it has to ask again. */
export async function revokeAuthorized(exchange: Exchange): Promise<Reply> {
  const { issuer, request } = exchange;
  const session = await sessionOf(exchange);
  if (session === undefined) return redirect(signInPath(exchange, `${issuer.base}/account`));
  checkForm(exchange, request.form, ACCOUNT_FORM);
  const family = await issuer.durable.families.find(request.form.require("tag"));
  // Another person's is as if it were not there.
  if (family === undefined || family.accountId !== session.accountId) {
    return fail("invalid_request", "Cannot find the access that was to be revoked: reload the page", { status: 404 });
  }
  await issuer.durable.consents.forget(session.accountId, family.client);
  await revokeFamily(family.tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
  await issuer.hooks.happened(
    { name: "token.revoked", client: family.client, accountId: session.accountId, family: family.tag },
    exchange,
  );
  return redirect(`${issuer.base}/account`);
}
