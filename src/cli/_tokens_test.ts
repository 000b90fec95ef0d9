import { leanClient, leanFamily, person } from "../../test/contract/record_samples.ts";
import { digest, systemClock, systemRandom } from "../platform/mod.ts";
import { mintToken, newTag } from "../protocol/mod.ts";
import type { AccountRecord, ClientRecord, FamilyRecord } from "../stores/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, type AccessTokenRecord } from "../tokens/mod.ts";
import { memoryContext } from "./_memory_context_test.ts";
import type { CommandContext } from "./context.ts";

/** An authorization of a person, on record, with the tokens that were born of it. */
export interface IssuedTokens {
  readonly context: CommandContext;
  readonly client: ClientRecord;
  readonly account: AccountRecord;
  readonly tag: string;
  readonly access: string;
  readonly refresh: string;
  readonly previous: string;
  readonly code: string;
  readonly now: number;
}

/** Issues an access token of a client, for a person or for itself. */
export async function issueAccess(
  { stores }: CommandContext,
  { tag, record }: { readonly tag: string; readonly record: AccessTokenRecord },
): Promise<string> {
  const text = mintToken("at", { random: systemRandom, tag });
  await stores.ephemeral.put(ACCESS_TOKEN, { key: accessTokenKey(tag, digest(text)), value: record, ttl: 3_600 });
  return text;
}

/** Issues tokens as the server does, once rotated. */
export async function issuedTokens(family: Partial<FamilyRecord> = {}): Promise<IssuedTokens> {
  const context = await memoryContext();
  const { durable } = context;
  const now = systemClock.now();
  const client = await durable.clients.add(leanClient({ clientId: "c1", name: "Photos" }));
  const account = await durable.accounts.add(person({ username: "mara", sub: systemRandom.uuid() }));
  const tag = newTag(systemRandom);
  const [refresh, previous, code] = [
    mintToken("rt", { random: systemRandom, tag }),
    mintToken("rt", { random: systemRandom, tag }),
    mintToken("ac", { random: systemRandom, tag }),
  ];
  await durable.families.open(
    leanFamily(client.id, {
      tag,
      accountId: account.id,
      scope: ["read", "write"],
      codeDigest: digest(code),
      refreshDigest: digest(refresh),
      previousDigest: digest(previous),
      generation: 1,
      createdAt: now - 60,
      rotatedAt: now - 30,
      expiresAt: now + 86_400,
      ...family,
    }),
  );
  const subject = { sub: account.sub, username: account.username };
  const record = { client: client.id, subject, scope: ["read"], issuedAt: now - 30, expiresAt: now + 570 };
  const access = await issueAccess(context, { tag, record });
  return { context, client, account, tag, access, refresh, previous, code, now };
}
