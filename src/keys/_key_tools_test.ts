import { preparedKeyPairs } from "../../test/support/key_pairs.ts";
import { deriveKey, type SettableClock, settableClock, silentLog, systemRandom } from "../platform/mod.ts";
import { memoryBroadcast, memoryDatabase } from "../stores/memory/mod.ts";
import type { AuditEntry, Broadcast, KeyRecord } from "../stores/mod.ts";
import { type KeyPolicy, openKeyRing, type KeyRing, type KeyTools, type OpenKeyRingOptions } from "./mod.ts";

/** When tests begin. */
export const START = 1_767_225_600;
/** In the tests a token lives an hour, a key is published a day ahead and signs for thirty. */
export const HOUR = 3_600;
export const DAY = 86_400;

/** One elliptic key, and nothing for encryption. */
export const POLICY: KeyPolicy = { signing: ["ES256"], encryption: [], rotation: 30 * DAY, ahead: DAY, keptFor: HOUR };

/** What changes keys, on a store in memory. */
export interface TestTools extends KeyTools {
  readonly clock: SettableClock;
  readonly broadcast: Broadcast;
  /** What was written down, without times. */
  readonly events: () => Promise<readonly AuditEntry[]>;
}

/** Makes them. */
export async function keyTools(policy: Partial<KeyPolicy> = {}): Promise<TestTools> {
  const clock = settableClock(START);
  const { keys: store, audit } = await memoryDatabase({ clock }).forIssuer("test");
  return {
    store,
    audit,
    clock,
    policy: { ...POLICY, ...policy },
    random: systemRandom,
    sealKey: deriveKey("the secret of the tests", "keys"),
    generate: preparedKeyPairs(),
    broadcast: memoryBroadcast(),
    events: () => audit.list({ limit: 100 }),
  };
}

/** Opens a ring on them, as one process of several does. */
export function ringOn(tools: TestTools, given: Partial<OpenKeyRingOptions> = {}): Promise<KeyRing> {
  return openKeyRing({ issuer: "test", log: silentLog, ...tools, ...given });
}

/** A row without a real key. */
export function row(given: Partial<KeyRecord> = {}): KeyRecord {
  const { alg = "ES256", generation = 1 } = given;
  const kid = `${alg}-${generation}`;
  return { kid, alg, use: "sig", generation, publicJwk: {}, sealedPrivate: "", createdAt: 0, activeFrom: 0, ...given };
}
