import type { Seconds } from "../../platform/mod.ts";
import { countKind, type EphemeralStore, jsonKind } from "../../stores/mod.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { ThrowawayDefinition } from "./definition.ts";
import type { LabGround } from "./ground.ts";
import { HEAVIEST_JOURNAL, type LiveIssuer, LONGEST_JOURNAL } from "./live.ts";

const ENTRIES = jsonKind<JournalEntry>("lj");
const NUMBERS = countKind("ln");
const BYTES = countKind("lb");
const AT_WORK = countKind("lf");
/** The one journal of an issuer. */
const ALL = "";

type Unnumbered = Omit<JournalEntry, "n">;

/** A throwaway issuer as it is now, by what this process read last of its definition. */
export interface OpenLive {
  readonly live: LiveIssuer;
  definition(): ThrowawayDefinition;
  /** Takes a definition that was just read, unless a newer one is known. Answers true when it began anew since. */
  apply(definition: ThrowawayDefinition): boolean;
}

/** What a live issuer works on. */
export interface OpenLiveOptions {
  /** As it was read when the issuer was opened. */
  readonly definition: ThrowawayDefinition;
  /** Narrowed to the issuer. */
  readonly ephemeral: EphemeralStore;
  readonly ground: Pick<LabGround, "clock" | "time" | "keyFor">;
}

/** Seconds from now until an issuer ends, at least one. */
export function lifeLeft({ expiresAt }: ThrowawayDefinition, { clock }: Pick<LabGround, "clock">): Seconds {
  return Math.max(1, expiresAt - clock.now());
}

/** What was written down of an issuer, oldest first. */
export async function readJournal(
  ephemeral: EphemeralStore,
  { after = 0 }: { readonly after?: number | undefined } = {},
): Promise<readonly JournalEntry[]> {
  const entries = await ephemeral.list(ENTRIES, ALL);
  // Of two requests at once the later number may have been written first.
  return entries.filter(({ n }) => n > after).toSorted((a, b) => a.n - b.n);
}

/** What stands in a full journal for the first request that it had no room for. */
function fullEntry({ at, method, url }: Unnumbered): Unnumbered {
  return {
    at,
    took: 0,
    place: "full",
    method,
    url,
    query: [],
    form: [],
    headers: {},
    credentials: "none",
    status: 0,
    reply_headers: {},
    reply: `The journal is full: it holds ${HEAVIEST_JOURNAL} bytes, and what came from here on is not in it`,
    faults: [],
  };
}

/** Opens what the lab's features see of an issuer. */
export function openLive({ definition: first, ephemeral, ground }: OpenLiveOptions): OpenLive {
  let definition = first;

  async function write(entry: Unnumbered): Promise<void> {
    const ttl = lifeLeft(definition, ground);
    const n = await ephemeral.count(NUMBERS, { key: ALL, ttl });
    await ephemeral.append(ENTRIES, { key: ALL, value: { ...entry, n }, ttl, limit: LONGEST_JOURNAL });
  }

  async function record(entry: Unnumbered): Promise<void> {
    const wanted = Buffer.byteLength(JSON.stringify(entry));
    const ttl = lifeLeft(definition, ground);
    const { granted, left } = await ephemeral.draw(BYTES, { key: ALL, ttl, limit: HEAVIEST_JOURNAL, wanted });
    if (granted === wanted) await write(entry);
    // One alone takes the last of it, and says so.
    if (granted > 0 && left === 0) await write(fullEntry(entry));
  }

  return {
    live: {
      id: first.id,
      markKey: ground.keyFor(`journal of ${first.id}`),
      faults: () => definition.faults,
      count(_use, index) {
        const key = `${definition.faultsSince} ${index}`;
        return ephemeral.count(AT_WORK, { key, ttl: lifeLeft(definition, ground) });
      },
      record,
      time: ground.time,
    },
    definition: () => definition,
    apply(read) {
      if (read.version <= definition.version) return false;
      const isNew = read.beganAt !== definition.beganAt;
      definition = read;
      return isNew;
    },
  };
}

/** How often each of the uses that are at work now could be so. */
export async function countsOf(
  { faults, faultsSince }: ThrowawayDefinition,
  ephemeral: EphemeralStore,
): Promise<readonly number[]> {
  return Promise.all(faults.map(async (_use, index) => (await ephemeral.get(AT_WORK, `${faultsSince} ${index}`)) ?? 0));
}
