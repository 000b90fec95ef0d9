import type { Issuer } from "../../engine/mod.ts";
import type { EphemeralStore } from "../../stores/mod.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import type { LabGround } from "./ground.ts";
import type { IssuerWords } from "./issuer_words.ts";
import type { KeyPairs } from "./key_pairs.ts";
import { openLive, type OpenLive } from "./open_live.ts";
import { rememberKeys, type RememberedStore } from "./remember_keys.ts";

/** Seconds beyond the life of an issuer for which its written keys stay known, so that a late sweep finds them. */
const SWEEPABLE = 3_600;
/** Issuers that one process has open: each takes some hundreds of kilobytes. */
const MOST_OPEN = 300;

/** A throwaway issuer that is open in this process. */
export interface Opened {
  readonly issuer: Issuer;
  readonly live: OpenLive;
  readonly written: RememberedStore;
}

/** The throwaway issuers that are open in this process. */
export interface OpenedIssuers {
  /** Opens an issuer, or answers the one that is open, with what is known of it brought up to date. */
  open(definition: ThrowawayDefinition): Promise<Opened>;
  /** Closes an issuer; it may be opened again. */
  drop(id: string): void;
  /** The short-lived records of an issuer, open or not. */
  writtenOf(definition: Pick<ThrowawayDefinition, "id" | "expiresAt">): RememberedStore;
  close(): Promise<void>;
}

/** What issuers are opened with. */
export interface OpenedIssuersOptions {
  readonly ground: LabGround;
  readonly words: IssuerWords;
  readonly pairs: KeyPairs;
}

/** What the names of throwaway issuers begin with in the database. */
export const NAME_PREFIX = "lab ";

/** The issuer identifier of a throwaway issuer. */
export function throwawayUrl(base: string, id: string): string {
  return `${base.replace(/\/$/, "")}/lab/i/${id}`;
}

/** The part of the ephemeral store that belongs to one throwaway issuer. */
export function narrowedTo(ephemeral: EphemeralStore, id: string): EphemeralStore {
  return ephemeral.within(`L${id}:`);
}

/** Keeps throwaway issuers open, the ones that were used last. */
export function openedIssuers({ ground, words, pairs }: OpenedIssuersOptions): OpenedIssuers {
  const open = new Map<string, Promise<Opened>>();

  function writtenOf({ id, expiresAt }: Pick<ThrowawayDefinition, "id" | "expiresAt">): RememberedStore {
    return rememberKeys({
      store: narrowedTo(ground.ephemeral, id),
      ttl: () => Math.max(0, expiresAt - ground.clock.now()) + SWEEPABLE,
    });
  }

  async function openOne(definition: ThrowawayDefinition): Promise<Opened> {
    const { id, settings } = definition;
    const name = NAME_PREFIX + id;
    const written = writtenOf(definition);
    const live = openLive({ definition, ephemeral: written.store, ground });
    const durable = await ground.database.forIssuer(name);
    const issuer = await ground.openIssuer({
      name,
      url: throwawayUrl(ground.url, id),
      settings,
      durable,
      ephemeral: written.store,
      broadcast: words.of(id),
      clock: { now: () => ground.clock.now() + live.definition().clockOffset },
      generateKeyPair: pairs.for(durable.keys),
      live: live.live,
      tokenUses: definition.tokenUses,
    });
    return { issuer, live, written };
  }

  async function closeOne(opening: Promise<Opened>): Promise<void> {
    try {
      const { issuer } = await opening;
      issuer.keys.close();
      await Promise.all(issuer.features.map(async (feature) => feature.close?.()));
    } catch (cause) {
      ground.log.debug("Cannot close a throwaway issuer in order", { cause });
    }
  }

  function drop(id: string): void {
    const opening = open.get(id);
    open.delete(id);
    words.drop(id);
    if (opening !== undefined) void closeOne(opening);
  }

  function keep(id: string, opening: Promise<Opened>): void {
    // Written anew, so that the first of the map is the one that was not used for longest.
    open.delete(id);
    open.set(id, opening);
    const [oldest] = open.keys();
    if (open.size > MOST_OPEN && oldest !== undefined) drop(oldest);
  }

  return {
    async open(definition) {
      const { id } = definition;
      const opening = open.get(id) ?? openOne(definition);
      keep(id, opening);
      try {
        const opened = await opening;
        if (opened.live.apply(definition)) opened.written.distrust();
        return opened;
      } catch (error) {
        if (open.get(id) === opening) drop(id);
        throw error;
      }
    },
    drop,
    writtenOf,
    async close() {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map(closeOne));
    },
  };
}
