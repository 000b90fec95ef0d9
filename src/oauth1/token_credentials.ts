import type { Issuer } from "../engine/mod.ts";
import { digest, type Instant } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import type { FamilyRecord } from "../stores/mod.ts";
import {
  ACCESS_TOKEN,
  accessTokenKey,
  type AccessTokenRecord,
  findCredentialsFamily,
  TOMBSTONE,
  tombstoneKey,
} from "../tokens/mod.ts";
import type { Credentials, DeadCredentials } from "./credentials.ts";
import { tokenSecretOf } from "./token_secret.ts";

/** Live token credentials, and what they allow. */
export interface TokenCredentials extends Credentials {
  /** Tag of their family. */
  readonly tag: string;
  /** It expires when it has to be written anew, or with the credentials. */
  readonly record: AccessTokenRecord;
}

/** The member of {@link AccessTokenRecord.extra} that holds {@link endOf}. */
const END = "end";

/** When token credentials end, which may be long after their record; undefined = not by themselves. */
export function endOf({ extra }: Pick<AccessTokenRecord, "extra">): Instant | undefined {
  const end = extra?.[END];
  return typeof end === "number" ? end : undefined;
}

/** What finding token credentials needs. */
export type FindTokenCredentialsOptions = Pick<Issuer, "ephemeral" | "durable" | "clock" | "rotationKey"> & {
  readonly settings: Pick<Issuer["settings"], "longestAccessToken">;
};

/**
 * Finds token credentials, in one round trip to the ephemeral store; the database is asked now and then.
 *
 * The family in the database is what they are. For as long as an access token may live at most, a record of it lies
 * where access tokens do, beside the tombstone that says that the family was revoked, and which outlives every record.
 *
 * @see RFC 5849 3.2
 * @returns Undefined when they are malformed, were never issued, or stand for a person who is gone or deactivated.
 * @throws {StoreUnavailable} When a store that has to be asked is away.
 */
export async function findTokenCredentials(
  text: string,
  issuer: FindTokenCredentialsOptions,
): Promise<TokenCredentials | DeadCredentials | undefined> {
  const token = parseToken(text, "ot");
  if (token === undefined) return undefined;
  const { ephemeral, clock } = issuer;
  const key = accessTokenKey(token.tag, digest(text));
  const [record, isBuried] = await ephemeral.getPair({
    first: { kind: ACCESS_TOKEN, key },
    second: { kind: TOMBSTONE, key: tombstoneKey(token.tag) },
  });
  const now = clock.now();
  if (isBuried !== true && record !== undefined && record.expiresAt > now)
    return alive(record, { tag: token.tag, text, issuer });
  const family = await findCredentialsFamily(text, issuer.durable);
  if (family === undefined) return undefined;
  if (isBuried === true || family.revokedAt !== undefined) return { client: family.client, problem: "token_revoked" };
  if (family.expiresAt !== undefined && family.expiresAt <= now) {
    return { client: family.client, problem: "token_expired" };
  }
  const fresh = await recordOf(family, { issuer, now });
  if (fresh === undefined) return undefined;
  await ephemeral.put(ACCESS_TOKEN, { key, value: fresh, ttl: fresh.expiresAt - now });
  return alive(fresh, { tag: token.tag, text, issuer });
}

interface AliveOptions {
  readonly tag: string;
  readonly text: string;
  readonly issuer: FindTokenCredentialsOptions;
}

function alive(record: AccessTokenRecord, { tag, text, issuer }: AliveOptions): TokenCredentials {
  return { text, secret: tokenSecretOf(text, issuer), client: record.client, tag, record };
}

/** What a family allows, for as long as an access token may live, or as it does itself. */
async function recordOf(
  family: FamilyRecord,
  { issuer, now }: { readonly issuer: FindTokenCredentialsOptions; readonly now: Instant },
): Promise<AccessTokenRecord | undefined> {
  const { accountId, client, scope, createdAt, expiresAt } = family;
  const account = accountId === undefined ? undefined : await issuer.durable.accounts.find(accountId);
  if (account?.isActive !== true) return undefined;
  return {
    client,
    subject: { sub: account.sub, username: account.username },
    scope,
    issuedAt: createdAt,
    expiresAt: Math.min(expiresAt ?? Infinity, now + issuer.settings.longestAccessToken),
    ...(expiresAt === undefined ? {} : { extra: { [END]: expiresAt } }),
  };
}
