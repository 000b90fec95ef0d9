import type { JournalEntry, Place } from "../journal/entry.ts";
import { askedFor, requestsOfClient, wasAnswered } from "../judge/observe.ts";

/** What a provider sends by itself: no client asks for it. */
const SENT: ReadonlySet<Place> = new Set(["logout_token", "logout_frame"]);
/** With what a session ends, whoever ends it: what comes then does not come by itself. */
const END: ReadonlySet<Place> = new Set([...SENT, "end_session"]);

/** What is known of a client that is on its way. */
export interface ReachedParts {
  /** The places that the unmodified flow needs, in this order. */
  readonly needs: readonly Place[];
  readonly journal: readonly JournalEntry[];
  /** The unmodified flow of the same client, where it ended. */
  readonly control?: readonly JournalEntry[] | undefined;
}

/** What a client asked for by itself, before its session ended. */
function placesBefore(journal: readonly JournalEntry[]): ReadonlySet<Place> {
  // By the time, and not by the number: what is sent is written down when it was answered, for which a client may ask us.
  const end = Math.min(...journal.flatMap(({ place, at }) => (END.has(place) ? [at] : [])));
  const own = requestsOfClient(journal).filter(({ at }) => at < end);
  return new Set(own.map(({ place }) => place));
}

/**
 * Whether a client has asked for all that it asks for by itself: what the flow needs, with success, and what it asked
 * for besides in the unmodified flow. What is left is for the provider to do.
 */
export function hasReachedEnd({ needs, journal, control = [] }: ReachedParts): boolean {
  const first = needs.findIndex((place) => SENT.has(place));
  const own = first === -1 ? needs : needs.slice(0, first);
  const usual = [...placesBefore(control)];
  return (
    own.every((place) => askedFor(journal, place).some(wasAnswered)) &&
    usual.every((place) => askedFor(journal, place).length > 0)
  );
}
