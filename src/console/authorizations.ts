import { type PersonalVisit, refuseUnknown } from "../engine/mod.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import { revokeFamily } from "../tokens/mod.ts";

/** What a person allowed, by its tag. Another person's is as if it were not there. */
export async function ownAuthorization({ issuer, session }: PersonalVisit, tag: string): Promise<FamilyRecord> {
  const family = await issuer.durable.families.find(tag);
  return family === undefined || family.accountId !== session.accountId ? refuseUnknown("the access") : family;
}

/** Takes an application's access away and forgets the consent, so that it has to ask again. */
export async function endAuthorization(visit: PersonalVisit, { tag, client }: FamilyRecord): Promise<void> {
  const { issuer, session } = visit;
  await issuer.durable.consents.forget(session.accountId, client);
  await revokeFamily(tag, { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
  await issuer.hooks.happened({ name: "token.revoked", client, accountId: session.accountId, family: tag }, visit);
}
