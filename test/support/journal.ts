import { type JournalEntry, type Place, PLACES } from "../../src/lab/journal/entry.ts";
import type { Outcome } from "../../src/lab/judge/verdict.ts";

/** An entry of a place, answered 200 unless it says otherwise. */
export function entryOf(place: Place, rest: Partial<JournalEntry> = {}): JournalEntry {
  return {
    n: 1,
    at: 0,
    took: 5,
    place,
    method: place === "token" ? "POST" : "GET",
    url: `https://op.test/${place}`,
    query: [],
    form: [],
    headers: {},
    credentials: "none",
    status: 200,
    reply_headers: {},
    faults: [],
    ...rest,
  };
}

/** Entries as a journal has them: numbered from 1, a tenth of a second apart. */
export function journalOf(...entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.map((entry, index) => Object.assign({}, entry, { n: index + 1, at: (index + 1) * 100 }));
}

/** A journal by the names of its places; `token!` had a fault, `token?` was answered 400. */
export function journalFrom(text: string): readonly JournalEntry[] {
  const words = text.split(" ").filter((word) => word !== "");
  return journalOf(
    ...words.map((word) => {
      const name = word.replace(/[!?]$/, "");
      const place = PLACES.find((one) => one === name);
      if (place === undefined) throw new RangeError(`Cannot find the place '${name}'`);
      if (word.endsWith("!")) return entryOf(place, { faults: ["wrong"] });
      return entryOf(place, word.endsWith("?") ? { status: 400, reply: { error: "invalid_request" } } : {});
    }),
  );
}

/** Ways in which a client can end, by name. */
export const OUTCOMES = {
  "exit 0": { statement: "completed", statedBy: "exit", exit: 0, output: [] },
  "exit 76": { statement: "refused", statedBy: "exit", exit: 76, output: [] },
  "exit 1": { exit: 1, output: ["Error: no"] },
  signal: { signal: "SIGSEGV", output: [] },
  vanished: { output: [] },
  "says refused": { statement: "refused", statedBy: "line", reason: "iss differs.", exit: 1, output: [] },
  "says completed": { statement: "completed", statedBy: "line", exit: 0, output: [] },
  "says completed, exit 1": { statement: "completed", statedBy: "line", exit: 1, output: [] },
  "person: refused": { statement: "refused", statedBy: "person" },
  "person: completed": { statement: "completed", statedBy: "person" },
  "timed out": { timedOut: true, output: [] },
  nothing: {},
} as const satisfies Readonly<Record<string, Outcome>>;

/** @see OUTCOMES */
export type OutcomeName = keyof typeof OUTCOMES;
