import type { PersonalVisit } from "../../engine/mod.ts";
import type { Fact } from "../../pages/mod.ts";
import { parseToken, type TokenKind } from "../../protocol/mod.ts";
import type { FamilyRecord } from "../../stores/mod.ts";
import {
  findCredentialsFamily,
  findIssuedAccessToken,
  findRefreshToken,
  type FoundRefreshToken,
  type IssuedAccessToken,
  revokeAccessToken,
  revokeFamily,
  type RevokeOptions,
} from "../../tokens/mod.ts";
import { second } from "../instant_text.ts";
import { namesOf } from "./naming.ts";

/** What was found of a token, without the token. */
export interface FoundToken {
  readonly name: string;
  readonly badge: string;
  readonly facts: readonly Fact[];
  /** Tag of its family; undefined = nothing can be revoked. */
  readonly tag?: string;
  /** Whom the revocation is about. */
  readonly about?: { readonly client: number; readonly accountId?: number };
  /** Ends it and everything of its authorization. */
  readonly revoke?: () => Promise<unknown>;
}

/** Kinds of which nothing more can be found out by their text. */
const OTHERS: Readonly<Record<Exclude<TokenKind, "at" | "rt" | "ot">, string>> = {
  ac: "Authorization code",
  dc: "Device code",
  cs: "Client secret",
  it: "Initial access token",
  ra: "Registration access token",
  tc: "Temporary credentials of OAuth 1.0a",
};

async function foundAccess(token: IssuedAccessToken, { issuer }: PersonalVisit): Promise<FoundToken> {
  const { record, tag, isRevoked } = token;
  const { subject, client } = record;
  const account = subject === undefined ? undefined : await issuer.durable.accounts.findBySub(subject.sub);
  const about = { client, ...(account === undefined ? {} : { accountId: account.id }) };
  const names = await namesOf([about], issuer);
  return {
    name: "Access token",
    badge: isRevoked ? "Revoked" : "Live",
    facts: [
      names.application(client),
      account === undefined ? { name: "Person", value: subject?.username ?? "" } : names.person(account.id),
      { name: "Permissions", value: record.scope.join(" "), isCode: true },
      { name: "Issued", value: second(record.issuedAt) },
      { name: "Ends", value: second(record.expiresAt) },
    ],
    tag,
    about,
    revoke: () => revokeAccessToken(token, revoking(issuer)),
  };
}

const PLACES = { current: "Works now", previous: "Was exchanged for the one that works now", older: "Was exchanged" };

async function foundRefresh({ family, place }: FoundRefreshToken, { issuer }: PersonalVisit): Promise<FoundToken> {
  const { tag, client, accountId, scope, rotatedAt = family.createdAt, expiresAt, revokedAt } = family;
  const isExpired = expiresAt !== undefined && expiresAt <= issuer.clock.now();
  const about = { client, ...(accountId === undefined ? {} : { accountId }) };
  const names = await namesOf([about], issuer);
  const dead = isExpired ? "Expired" : place === "current" ? "Live" : "Used";
  return {
    name: "Refresh token",
    badge: revokedAt === undefined ? dead : "Revoked",
    facts: [
      names.application(client),
      accountId === undefined ? { name: "Person", value: "" } : names.person(accountId),
      { name: "Permissions", value: scope.join(" "), isCode: true },
      { name: "Place", value: PLACES[place] },
      { name: "Last exchanged", value: second(rotatedAt) },
      { name: "Ends", value: expiresAt === undefined ? "When it is revoked" : second(expiresAt) },
    ],
    tag,
    about,
    revoke: () => revokeFamily(tag, revoking(issuer)),
  };
}

async function foundCredentials(family: FamilyRecord, { issuer }: PersonalVisit): Promise<FoundToken> {
  const { tag, client, accountId, scope, createdAt, expiresAt, revokedAt } = family;
  const isExpired = expiresAt !== undefined && expiresAt <= issuer.clock.now();
  const about = { client, ...(accountId === undefined ? {} : { accountId }) };
  const names = await namesOf([about], issuer);
  return {
    name: "Token credentials of OAuth 1.0a",
    badge: revokedAt !== undefined ? "Revoked" : isExpired ? "Expired" : "Live",
    facts: [
      names.application(client),
      accountId === undefined ? { name: "Person", value: "" } : names.person(accountId),
      { name: "Permissions", value: scope.join(" "), isCode: true },
      { name: "Issued", value: second(createdAt) },
      { name: "Ends", value: expiresAt === undefined ? "When it is revoked" : second(expiresAt) },
    ],
    tag,
    about,
    revoke: () => revokeFamily(tag, revoking(issuer)),
  };
}

function revoking(issuer: PersonalVisit["issuer"]): RevokeOptions {
  return { ...issuer, longestAccessToken: issuer.settings.longestAccessToken };
}

/** Finds out what a text is: a token that works, one that worked once, another string of ours, or none. */
export async function findToken(text: string, visit: PersonalVisit): Promise<FoundToken> {
  const { issuer } = visit;
  const token = parseToken(text);
  if (token === undefined)
    return {
      name: "Not one of our tokens",
      badge: "Unknown",
      facts: [{ name: "Why", value: "Its form or its checksum is wrong" }],
    };
  const { kind } = token;
  if (kind === "at") {
    const found = await findIssuedAccessToken(text, issuer);
    return found === undefined ? unknownOf("Access token") : foundAccess(found, visit);
  }
  if (kind === "rt") {
    const found = await findRefreshToken(text, issuer.durable);
    return found === undefined ? unknownOf("Refresh token") : foundRefresh(found, visit);
  }
  if (kind === "ot") {
    const family = await findCredentialsFamily(text, issuer.durable);
    return family === undefined ? unknownOf("Token credentials of OAuth 1.0a") : foundCredentials(family, visit);
  }
  return { name: OTHERS[kind], badge: "Not looked up", facts: [{ name: "Whose", value: "Nobody can be found by it" }] };
}

function unknownOf(name: string): FoundToken {
  return { name, badge: "Unknown", facts: [{ name: "Why", value: "It expired, or this server never issued it" }] };
}
