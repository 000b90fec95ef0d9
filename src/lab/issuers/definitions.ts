import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../platform/mod.ts";
import { fail } from "../../protocol/mod.ts";
import { type EphemeralStore, jsonKind, markKind } from "../../stores/mod.ts";
import type { ThrowawayDefinition } from "./definition.ts";

const DEFINITION = jsonKind<ThrowawayDefinition>("ld");
const LOCK = markKind("ll");
/** Seconds that a change may take; one that takes longer was the last word of a process that died. */
const LONGEST_CHANGE = 5;
/** Milliseconds between two tries to be the one who changes. */
const PAUSE = 10;
const TRIES = 600;

/** Digits of base 62 in an id: 130 bits. */
export const ID_LENGTH = 22;
const ID = /^[0-9A-Za-z]{22}$/;

/** The definitions of all throwaway issuers. */
export interface Definitions {
  /** Writes one of a new issuer. */
  add(definition: ThrowawayDefinition): Promise<void>;
  find(id: string): Promise<ThrowawayDefinition | undefined>;
  /** Writes what a function makes of it, its version counted up; of several changes at once each sees the one before. */
  change(
    id: string,
    change: (before: ThrowawayDefinition) => ThrowawayDefinition,
  ): Promise<ThrowawayDefinition | undefined>;
  /** True for the one caller that removed it. */
  remove(id: string): Promise<boolean>;
}

/** What the definitions are kept in. */
export interface DefinitionsOptions {
  readonly ephemeral: EphemeralStore;
  /** Of the machine. */
  readonly clock: Clock;
}

/** Opens the definitions, which expire by themselves. */
export function openDefinitions({ ephemeral, clock }: DefinitionsOptions): Definitions {
  async function find(id: string): Promise<ThrowawayDefinition | undefined> {
    if (!ID.test(id)) return undefined;
    const found = await ephemeral.get(DEFINITION, id);
    return found === undefined || found.expiresAt <= clock.now() ? undefined : found;
  }

  async function write(definition: ThrowawayDefinition): Promise<void> {
    const ttl = Math.max(1, definition.expiresAt - clock.now());
    await ephemeral.put(DEFINITION, { key: definition.id, value: definition, ttl });
  }

  /** One at a time changes a definition, so that none is lost and none comes back after it was removed. */
  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    for (let left = TRIES; left > 0; left -= 1) {
      if (await ephemeral.claim(LOCK, { key: id, ttl: LONGEST_CHANGE })) {
        try {
          return await work();
        } finally {
          await ephemeral.forget(LOCK, [id]);
        }
      }
      await sleep(PAUSE);
    }
    return fail("temporarily_unavailable", "Cannot change the issuer as others are changing it: try again");
  }

  return {
    add: write,
    find,
    async change(id, change) {
      if ((await find(id)) === undefined) return undefined;
      return alone(id, async () => {
        const before = await find(id);
        if (before === undefined) return undefined;
        const after = { ...change(before), version: before.version + 1 };
        await write(after);
        return after;
      });
    },
    async remove(id) {
      if (!ID.test(id) || (await ephemeral.get(DEFINITION, id)) === undefined) return false;
      return alone(id, async () => (await ephemeral.take(DEFINITION, id)) !== undefined);
    },
  };
}
