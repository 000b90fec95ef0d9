import { personalPage, type PersonalVisit, refuseUnknown } from "../../engine/mod.ts";
import { renderConfirm, renderRecord } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import { revokeFamily } from "../../tokens/mod.ts";
import { auditItem, namedBy } from "./audit_item.ts";
import { longFacts, shortFacts, STATE_WORDS, stateOf } from "./authorization_facts.ts";
import { namesOf } from "./naming.ts";
import { searchHref } from "./search_address.ts";

/** How many of its lines in the audit log are shown with a thing. */
const SHOWN_EVENTS = 10;

async function authorizationOf({ issuer, segment }: PersonalVisit): Promise<FamilyRecord> {
  return (await issuer.durable.families.find(segment("tag"))) ?? refuseUnknown("the authorization");
}

function addressOf({ tag }: FamilyRecord, { issuer: { base } }: PersonalVisit): string {
  return `${base}/admin/authorizations/${encodeURIComponent(tag)}`;
}

async function showAuthorization(visit: PersonalVisit): Promise<Reply> {
  const { issuer, frame } = visit;
  const { base, durable } = issuer;
  const family = await authorizationOf(visit);
  const events = await durable.audit.search({ family: family.tag, limit: SHOWN_EVENTS });
  const names = await namesOf([family, ...namedBy(events)], issuer);
  const state = stateOf(family, issuer.clock);
  return html(
    200,
    renderRecord({
      ...frame,
      title: "Authorization",
      name: names.application(family.client).value,
      badges: [STATE_WORDS[state]],
      facts: longFacts(family, { names, base }),
      groups: [
        {
          title: "In the audit log",
          items: events.map((entry) => auditItem(entry, { names, base })),
          empty: "Nothing is written down of it.",
          all: searchHref(`${base}/admin/audit`, { authorization: family.tag }),
        },
      ],
      actions:
        state === "revoked"
          ? []
          : [{ kind: "link", href: `${addressOf(family, visit)}/revoke`, text: "Revoke", isDanger: true }],
    }),
  );
}

async function askToRevoke(visit: PersonalVisit): Promise<Reply> {
  const family = await authorizationOf(visit);
  const names = await namesOf([family], visit.issuer);
  return html(
    200,
    renderConfirm({
      ...visit.frame,
      title: "Revoke an authorization",
      says: "All its tokens stop working at once, and the application has to ask the person again.",
      facts: [names.application(family.client), ...shortFacts(family, names)],
      action: `${addressOf(family, visit)}/revoke`,
      submit: "Revoke it",
      back: addressOf(family, visit),
    }),
  );
}

/** What was revoked before is revoked again, as that time may have failed half-way; it is told once. */
async function revoke(visit: PersonalVisit): Promise<Reply> {
  const { issuer, session } = visit;
  const family = await authorizationOf(visit);
  const { tag, client, accountId } = family;
  if (accountId !== undefined) await issuer.durable.consents.forget(accountId, client);
  if (await revokeFamily(tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken })) {
    const about = { client, family: tag, ...(accountId === undefined ? {} : { accountId }) };
    await issuer.hooks.happened({ name: "token.revoked", ...about, detail: { by: session.accountId } }, visit);
  }
  return redirect(addressOf(family, visit));
}

/** One authorization: what it is, and what was written down of it. */
export const ADMIN_AUTHORIZATION = personalPage({
  name: "admin_authorization",
  path: "/admin/authorizations/:tag",
  authority: "staff",
  show: showAuthorization,
});

/** Asks whether to end one, and does. */
export const ADMIN_AUTHORIZATION_REVOKE = personalPage({
  name: "admin_authorization_revoke",
  path: "/admin/authorizations/:tag/revoke",
  authority: "staff",
  show: askToRevoke,
  answer: revoke,
});
