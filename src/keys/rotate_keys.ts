import type { Clock, Instant, Random } from "../platform/mod.ts";
import type { KeyAlg, SigningAlg } from "../protocol/mod.ts";
import type { AuditStore, KeyRecord, KeyStore } from "../stores/mod.ts";
import { type KeyPolicy, keyedAlgs } from "./key_policy.ts";
import { goneKeys } from "./key_state.ts";
import { type GenerateKeyPair, makeKey, privateKeyOf } from "./make_key.ts";

/** What changing keys takes. */
export interface KeyTools {
  readonly store: KeyStore;
  readonly policy: KeyPolicy;
  readonly clock: Clock;
  readonly random: Pick<Random, "bytes">;
  readonly sealKey: Uint8Array;
  readonly generate?: GenerateKeyPair | undefined;
  /** Where it is written down that keys came and went; nowhere when not given. */
  readonly audit?: Pick<AuditStore, "add"> | undefined;
}

/** Which keys are replaced, and when. */
export interface RotateOptions {
  /** One algorithm; all of them when not given. */
  readonly alg?: SigningAlg | KeyAlg | undefined;
  /** In an emergency: the new key signs at once, though nobody could read it in advance. */
  readonly now?: boolean | undefined;
}

/**
 * Makes the next key of each algorithm, unless one is on its way already; the first of an algorithm is active at once.
 *
 * However many do it at once, each algorithm gets one: the generation decides.
 *
 * @returns What this call made.
 * @throws {KeysUnreadable} When the keys there are were sealed under another secret, under which a new one would be of no
 * use to the others.
 */
export async function rotateKeys(tools: KeyTools, options: RotateOptions = {}): Promise<readonly KeyRecord[]> {
  const records = await tools.store.list();
  for (const record of records) privateKeyOf(record, tools.sealKey);
  const algs = options.alg === undefined ? keyedAlgs(tools.policy) : [options.alg];
  const made = await Promise.all(algs.map((alg) => rotateOne(tools, { alg, records, now: options.now === true })));
  return made.flat();
}

/** Makes what is missing or due by the policy, and removes what nobody needs; answers whether anything changed. */
export async function tendKeys(tools: KeyTools, records: readonly KeyRecord[]): Promise<boolean> {
  const { policy, store, clock } = tools;
  const due = keyedAlgs(policy).filter((alg) => isDue(alg, { records, policy, now: clock.now() }));
  const made = await Promise.all(due.map((alg) => addNext(tools, { alg, records })));
  const gone = goneKeys(records, { now: clock.now(), keptFor: policy.keptFor });
  for (const record of gone) {
    if (await store.remove(record.kid)) await noteKey(tools, { event: "key.removed", record });
  }
  return made.length > 0 || gone.length > 0;
}

/** Whether the next key of an algorithm has to be made now, so that it is published in time. */
function isDue(
  alg: string,
  {
    records,
    policy,
    now,
  }: { readonly records: readonly KeyRecord[]; readonly policy: KeyPolicy; readonly now: Instant },
): boolean {
  const newest = newestOf(records, alg);
  if (newest === undefined) return true;
  return policy.rotation > 0 && newest.activeFrom + Math.max(policy.rotation - policy.ahead, 1) <= now;
}

async function rotateOne(
  tools: KeyTools,
  {
    alg,
    records,
    now,
  }: { readonly alg: SigningAlg | KeyAlg; readonly records: readonly KeyRecord[]; readonly now: boolean },
): Promise<readonly KeyRecord[]> {
  const newest = newestOf(records, alg);
  const isOnItsWay = newest !== undefined && newest.activeFrom > tools.clock.now();
  if (isOnItsWay && !now) return [];
  const key = await addNext(tools, { alg, records, atOnce: now });
  return key === undefined ? [] : [key];
}

async function addNext(
  tools: KeyTools,
  {
    alg,
    records,
    atOnce = false,
  }: { readonly alg: SigningAlg | KeyAlg; readonly records: readonly KeyRecord[]; readonly atOnce?: boolean },
): Promise<KeyRecord | undefined> {
  const { store, policy, clock } = tools;
  const newest = newestOf(records, alg);
  const createdAt = clock.now();
  const activeFrom = newest === undefined || atOnce ? createdAt : createdAt + policy.ahead;
  const key = await makeKey(alg, { ...tools, generation: (newest?.generation ?? 0) + 1, createdAt, activeFrom });
  if (!(await store.add(key))) return undefined;
  await noteKey(tools, { event: atOnce ? "key.replaced" : "key.made", record: key });
  return key;
}

/** Writes down that a key came or went. */
export async function noteKey(
  { audit, clock }: Pick<KeyTools, "audit" | "clock">,
  { event, record }: { readonly event: string; readonly record: KeyRecord },
): Promise<void> {
  const { kid, alg, generation } = record;
  await audit?.add({ at: clock.now(), event, detail: { kid, alg, generation } });
}

function newestOf(records: readonly KeyRecord[], alg: string): KeyRecord | undefined {
  return records.filter((record) => record.alg === alg).toSorted((a, b) => b.generation - a.generation)[0];
}
