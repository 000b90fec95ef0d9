import type { Instant, Seconds } from "../platform/mod.ts";
import type { KeyAlg, KeyUse, SigningAlg } from "../protocol/mod.ts";
import type { KeyRecord } from "../stores/mod.ts";

/** Where a key is in its life: published ahead, signing, or only verifying until its last token is dead. */
export type KeyState = "next" | "active" | "retired";

/** A key of the issuer, as one may look at it. */
export interface KeyInfo {
  readonly kid: string;
  readonly alg: SigningAlg | KeyAlg;
  readonly use: KeyUse;
  readonly state: KeyState;
  readonly createdAt: Instant;
  /** Since when it signs, or will. */
  readonly activeFrom: Instant;
  /** When it leaves the key set; undefined = it has no successor yet. */
  readonly goneAt?: Instant;
}

/** A row with its state. */
export interface StatedKey {
  readonly record: KeyRecord;
  readonly state: KeyState;
  readonly goneAt?: Instant;
}

/** When the states of keys are asked for. */
export interface KeyStatesOptions {
  readonly now: Instant;
  /** How long a token lives at most, with what clocks may be apart: a retired key is published as long. */
  readonly keptFor: Seconds;
}

/**
 * The state of each key: a pure function of the rows and the time, so that all processes agree without talking.
 *
 * Of each algorithm, the youngest generation whose time has come is active, older ones are retired (even one whose time
 * had not come when an emergency overtook it), younger ones are next. A key is gone when the last token that it can have
 * signed is dead; those are left out.
 */
export function keyStates(records: readonly KeyRecord[], { now, keptFor }: KeyStatesOptions): readonly StatedKey[] {
  return records.flatMap((record): readonly StatedKey[] => {
    const rivals = records.filter(({ alg }) => alg === record.alg);
    const younger = rivals.filter(({ generation }) => generation > record.generation);
    const successionAt = Math.min(...younger.map(({ activeFrom }) => activeFrom));
    if (successionAt === Infinity) return [{ record, state: record.activeFrom <= now ? "active" : "next" }];
    const goneAt = successionAt + keptFor;
    if (goneAt <= now) return [];
    const state = successionAt <= now ? "retired" : record.activeFrom <= now ? "active" : "next";
    return [{ record, state, goneAt }];
  });
}

/** The keys whose last token is dead: nobody needs them any more. */
export function goneKeys(records: readonly KeyRecord[], options: KeyStatesOptions): readonly KeyRecord[] {
  const kept = new Set(keyStates(records, options).map(({ record }) => record));
  return records.filter((record) => !kept.has(record));
}

/** The first moment after `now` at which a state changes; undefined = never, as things are. */
export function nextChange(records: readonly KeyRecord[], { now, keptFor }: KeyStatesOptions): Instant | undefined {
  const moments = keyStates(records, { now, keptFor }).flatMap(({ record, goneAt = Infinity }) => [
    record.activeFrom,
    goneAt,
  ]);
  const later = moments.filter((moment) => moment > now && moment !== Infinity);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** A key as one may look at it. */
export function keyInfo({ record, state, goneAt }: StatedKey): KeyInfo {
  const { kid, use, createdAt, activeFrom } = record;
  // what was written is one of our own algorithms: whoever reads rows passes over others
  const alg = record.alg as SigningAlg | KeyAlg;
  return { kid, alg, use, state, createdAt, activeFrom, ...(goneAt === undefined ? {} : { goneAt }) };
}
