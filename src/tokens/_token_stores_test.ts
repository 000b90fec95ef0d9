import { PASSWORD } from "../../test/support/cast.ts";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { type FaultyStores, faultyStores } from "../../test/support/faulty_stores.ts";
import { clientRecord, familyRecord } from "../../test/support/records.ts";
import { prepareAccount } from "../accounts/mod.ts";
import { deriveKey, digest, seededRandom, type SettableClock, settableClock } from "../platform/mod.ts";
import type { AccountRecord, ClientRecord, FamilyRecord } from "../stores/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { type Draft, draftTokens, familyOf, type RevokeOptions, storeAccessToken } from "./mod.ts";

/** The longest that an access token may live in these tests. */
export const LONGEST = 3_600;

/** Stores with a client and a person, and a way to get tokens from them. */
export interface TokenStores extends RevokeOptions {
  readonly clock: SettableClock;
  readonly client: ClientRecord;
  readonly account: AccountRecord;
  /** What is asked of the stores, and a way to make them fail. */
  readonly faults: FaultyStores;
  /** Tokens of the person, their family written. */
  issue(): Promise<Draft & { readonly refreshToken: string }>;
  /** An access token of the client itself, which has no family on record. */
  issueToClient(): Promise<Draft>;
  family(tag: string): Promise<FamilyRecord | undefined>;
}

/** Opens stores. */
export async function tokenStores(): Promise<TokenStores> {
  const clock = settableClock(START);
  const random = seededRandom("tokens");
  const faults = faultyStores({
    durable: await memoryDatabase({ clock }).forIssuer("test"),
    ephemeral: memoryEphemeralStore({ clock }),
    broadcast: memoryBroadcast(),
  });
  const { durable, ephemeral } = faults.stores;
  const { id: _id, ...record } = clientRecord();
  const client = await durable.clients.add(record);
  const prepared = { random, slowHash: FAST_HASH, now: START };
  const account = await durable.accounts.add(await prepareAccount({ username: "alice", password: PASSWORD }, prepared));
  const options = { clock, random, rotationKey: deriveKey("a key", "test") };
  const subject = { accountId: account.id, sub: account.sub, username: account.username };
  const scope = ["read"];

  return {
    clock,
    durable,
    ephemeral,
    client,
    account,
    faults,
    longestAccessToken: LONGEST,
    family: (tag) => durable.families.find(tag),
    async issue() {
      const refresh = { kind: "fresh", lifetime: 86_400 } as const;
      const entitlement = { client, subject, scope, accessLifetime: 600, refresh, bindings: {} };
      const draft = draftTokens(entitlement, options);
      await storeAccessToken(draft, ephemeral);
      await durable.families.open(familyOf(draft, entitlement, { grantType: "password", scope }));
      return { ...draft, refreshToken: draft.refreshToken! };
    },
    async issueToClient() {
      const refresh = { kind: "none" } as const;
      const draft = draftTokens({ client, scope, accessLifetime: 600, refresh, bindings: {} }, options);
      await storeAccessToken(draft, ephemeral);
      return draft;
    },
  };
}

/** A family of the client and the person of some stores that no request has written yet. */
export function unwrittenFamily({ client, account }: TokenStores): FamilyRecord {
  return familyRecord({ client: client.id, accountId: account.id, codeDigest: digest("code") });
}
