import { OAUTH1_GRANT } from "../../clients/mod.ts";
import type { Clock } from "../../platform/mod.ts";
import type { Fact } from "../../pages/mod.ts";
import type { FamilyRecord, FamilyState } from "../../stores/mod.ts";
import { isLive } from "../../tokens/mod.ts";
import { second } from "../instant_text.ts";
import type { Names } from "./naming.ts";

/** The states of an authorization, in the words of the pages. */
export const STATE_WORDS: Readonly<Record<FamilyState, string>> = {
  live: "Live",
  expired: "Expired",
  revoked: "Revoked",
};

/** How an authorization is now. */
export function stateOf(family: FamilyRecord, clock: Clock): FamilyState {
  if (family.revokedAt !== undefined) return "revoked";
  return isLive(family, clock) ? "live" : "expired";
}

/** What of an authorization is worth a look among many. */
export function shortFacts(family: FamilyRecord, names: Names): readonly Fact[] {
  const { tag, accountId, scope, grantType, createdAt, rotatedAt } = family;
  return [
    { name: "Tag", value: tag, isCode: true },
    accountId === undefined ? { name: "Person", value: "" } : names.person(accountId),
    { name: "Permissions", value: scope.join(" "), isCode: true },
    grantType === OAUTH1_GRANT
      ? { name: "Grant", value: "OAuth 1.0a" }
      : { name: "Grant", value: grantType, isCode: true },
    { name: "Since", value: second(createdAt) },
    ...(rotatedAt === undefined ? [] : [{ name: "Refreshed", value: second(rotatedAt) }]),
  ];
}

function refreshText({ refreshDigest, generation }: FamilyRecord): string {
  if (refreshDigest === undefined) return "It has none";
  return generation === 1 ? "Exchanged once" : `Exchanged ${generation} times`;
}

/** All that may be known of an authorization: nothing by which a token could be found or made. */
export function longFacts(
  family: FamilyRecord,
  { names, base }: { readonly names: Names; readonly base: string },
): readonly Fact[] {
  const { session, bindings, expiresAt, revokedAt } = family;
  const sessions = `${base}/admin/sessions`;
  return [
    names.application(family.client),
    ...shortFacts(family, names),
    { name: "Refresh token", value: refreshText(family) },
    session === undefined
      ? { name: "Session", value: "" }
      : { name: "Session", value: session, isCode: true, href: sessions },
    { name: "Bound by", value: Object.keys(bindings).join(" "), isCode: true },
    { name: "Ends", value: expiresAt === undefined ? "When it is revoked" : second(expiresAt) },
    ...(revokedAt === undefined ? [] : [{ name: "Revoked", value: second(revokedAt) }]),
  ];
}
