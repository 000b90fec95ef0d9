import type { JournalEntry } from "./entry.ts";

/** An entry of which only some parts matter. */
export function anyEntry(parts: Partial<JournalEntry> = {}): JournalEntry {
  return {
    n: 1,
    at: 1_767_225_600_000,
    took: 1,
    place: "token",
    method: "GET",
    url: "https://issuer.test/token",
    query: [],
    form: [],
    headers: {},
    credentials: "none",
    status: 200,
    reply_headers: {},
    faults: [],
    ...parts,
  };
}
