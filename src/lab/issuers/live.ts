import type { FaultUse } from "../faults/fault.ts";
import type { JournalEntry } from "../journal/entry.ts";

/** What the lab's features need of a throwaway issuer while it serves. */
export interface LiveIssuer {
  readonly id: string;
  /** At least 32 bytes that nobody else has: what is secret is marked under it in the journal, so that none can guess it. */
  readonly markKey: Uint8Array;
  /** Uses that are at work now. */
  faults(): readonly FaultUse[];
  /** Counts how often a use could be at work, atomically for all processes; answers the new count, 1 at first. */
  count(use: FaultUse, index: number): Promise<number>;
  /** Writes an entry behind the others; its number is given here. */
  record(entry: Omit<JournalEntry, "n">): Promise<void>;
  /** Milliseconds since 1970 of the machine. */
  time(): number;
}

/** How many entries of an issuer's journal stay, the newest. */
export const LONGEST_JOURNAL = 1_000;
/** Bytes of entries that an issuer's journal takes in all; after that it says that it is full, and takes no more. */
export const HEAVIEST_JOURNAL = 4 * 1024 * 1024;
