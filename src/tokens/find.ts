import { type Clock, digest } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import type { DurableStore, EphemeralStore, FamilyRecord } from "../stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, type AccessTokenRecord } from "./access_token.ts";
import { TOMBSTONE, tombstoneKey } from "./tombstone.ts";

/** A live access token. */
export interface FoundAccessToken {
  readonly kind: "access_token";
  readonly tag: string;
  readonly record: AccessTokenRecord;
}

/** A refresh token that this issuer made, live or not. */
export interface FoundRefreshToken {
  readonly kind: "refresh_token";
  readonly tag: string;
  readonly family: FamilyRecord;
  /** Which of the family's it is. */
  readonly place: "current" | "previous" | "older";
}

/** Finds a live access token in one round trip; undefined when it is malformed, unknown, expired or revoked. */
export async function findAccessToken(
  text: string,
  options: { readonly ephemeral: EphemeralStore; readonly clock: Clock },
): Promise<FoundAccessToken | undefined> {
  const token = parseToken(text, "at");
  if (token === undefined) return undefined;
  const [record, buried] = await options.ephemeral.getPair({
    first: { kind: ACCESS_TOKEN, key: accessTokenKey(token.tag, digest(text)) },
    second: { kind: TOMBSTONE, key: tombstoneKey(token.tag) },
  });
  if (record === undefined || buried === true || record.expiresAt <= options.clock.now()) return undefined;
  return { kind: "access_token", tag: token.tag, record };
}

/** An access token that may have been revoked. */
export interface IssuedAccessToken extends FoundAccessToken {
  readonly isRevoked: boolean;
}

/**
 * Finds an access token that has not expired, revoked or not.
 *
 * For revoking: when the first try failed half-way, the second must not take the token for unknown.
 */
export async function findIssuedAccessToken(
  text: string,
  options: { readonly ephemeral: EphemeralStore; readonly clock: Clock },
): Promise<IssuedAccessToken | undefined> {
  const token = parseToken(text, "at");
  if (token === undefined) return undefined;
  const [record, buried] = await options.ephemeral.getPair({
    first: { kind: ACCESS_TOKEN, key: accessTokenKey(token.tag, digest(text)) },
    second: { kind: TOMBSTONE, key: tombstoneKey(token.tag) },
  });
  if (record === undefined || record.expiresAt <= options.clock.now()) return undefined;
  return { kind: "access_token", tag: token.tag, record, isRevoked: buried === true };
}

/** Finds a refresh token by its family; undefined when it is malformed or its family is unknown. */
export async function findRefreshToken(text: string, durable: DurableStore): Promise<FoundRefreshToken | undefined> {
  const token = parseToken(text, "rt");
  if (token === undefined) return undefined;
  const family = await durable.families.find(token.tag);
  if (family === undefined) return undefined;
  const presented = digest(text);
  let place: FoundRefreshToken["place"] = "older";
  if (family.refreshDigest === presented) place = "current";
  else if (family.previousDigest === presented) place = "previous";
  return { kind: "refresh_token", tag: token.tag, family, place };
}

/** Whether a family still gives tokens. */
export function isLive(family: FamilyRecord, clock: Clock): boolean {
  return family.revokedAt === undefined && (family.expiresAt === undefined || family.expiresAt > clock.now());
}
