import { OAUTH1_GRANT } from "../clients/mod.ts";
import { personalPage, type PersonalVisit, refuseUnknown } from "../engine/mod.ts";
import type { RecordItem } from "../pages/mod.ts";
import { type Fact, renderConfirm, renderRecordList } from "../pages/mod.ts";
import { html, redirect, type Reply } from "../protocol/mod.ts";
import type { ClientRecord, FamilyRecord } from "../stores/mod.ts";
import { endAuthorization, ownAuthorization } from "./authorizations.ts";
import { day } from "./instant_text.ts";

function endOf({ expiresAt, grantType }: FamilyRecord): readonly Fact[] {
  if (expiresAt !== undefined) return [{ name: "Ends", value: day(expiresAt) }];
  return grantType === OAUTH1_GRANT ? [{ name: "Ends", value: "When you revoke it" }] : [];
}

function factsOf(family: FamilyRecord, { clientId }: ClientRecord): readonly Fact[] {
  return [
    { name: "Client id", value: clientId, isCode: true },
    ...(family.grantType === OAUTH1_GRANT ? [{ name: "Kind", value: "OAuth 1.0a" }] : []),
    { name: "Permissions", value: family.scope.join(" "), isCode: true },
    { name: "Since", value: day(family.createdAt) },
    ...endOf(family),
  ];
}

async function listAuthorized(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session, frame } = visit;
  const families = await issuer.durable.families.listOf(session.accountId);
  const items = await Promise.all(
    families.map(async (family): Promise<RecordItem | undefined> => {
      const client = await issuer.clients.findByNumber(family.client);
      if (client === undefined) return undefined;
      const href = `${issuer.base}/authorized_tokens/${encodeURIComponent(family.tag)}/delete`;
      return { name: client.name, facts: factsOf(family, client), action: { href, text: "Revoke" } };
    }),
  );
  return html(
    200,
    renderRecordList({
      ...frame,
      title: "Authorized applications",
      lead: "Each was allowed to act for you, and can until you revoke that.",
      items: items.filter((item) => item !== undefined),
      empty: "No application can use your account.",
    }),
  );
}

async function askToRevoke(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const family = await ownAuthorization(visit, visit.segment("tag"));
  const client = await issuer.clients.findByNumber(family.client);
  if (client === undefined || family.revokedAt !== undefined) return refuseUnknown("the access");
  return html(
    200,
    renderConfirm({
      ...frame,
      title: "Revoke access",
      says: "All its tokens of this access stop working at once, and it has to ask you again.",
      facts: [{ name: "Application", value: client.name }, ...factsOf(family, client)],
      action: `${issuer.base}/authorized_tokens/${encodeURIComponent(family.tag)}/delete`,
      submit: "Revoke it",
      back: `${issuer.base}/authorized_tokens`,
    }),
  );
}

/** Lists what a person allowed to applications, at the address where users of older servers look for it. */
export const AUTHORIZED_TOKENS = personalPage({
  name: "authorized_tokens",
  path: "/authorized_tokens",
  aliases: ["authorized_tokens"],
  authority: "person",
  show: listAuthorized,
});

/** Asks whether to take one of them away, and does. */
export const AUTHORIZED_TOKEN_DELETE = personalPage({
  name: "authorized_token_delete",
  path: "/authorized_tokens/:tag/delete",
  aliases: ["authorized_tokens/:tag/delete"],
  authority: "person",
  show: askToRevoke,
  async answer(visit) {
    await endAuthorization(visit, await ownAuthorization(visit, visit.segment("tag")));
    return redirect(`${visit.issuer.base}/authorized_tokens`);
  },
});
