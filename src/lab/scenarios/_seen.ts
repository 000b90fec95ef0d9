import type { JournalEntry, Place } from "../journal/entry.ts";
import { afterFault, askedFor, firstFaulted, markIn, numbersOf, valuesOf } from "../judge/observe.ts";
import type { Observed } from "./scenario.ts";

export { markIn, marksOf, tokensShown } from "../judge/observe.ts";

type Journal = readonly JournalEntry[];
type Finding = (says: string, entries: Journal) => Observed;

/** What an observation finds of a kind. */
function finding(verdict: Observed["verdict"]): Finding {
  return (says, entries) => ({ verdict, says, evidence: numbersOf(entries) });
}

/** The client does right, as these entries show. */
export const passed: Finding = finding("passed");
/** The client does wrong, as these entries show. */
export const failed: Finding = finding("failed");
/** The client does not do well. */
export const warned: Finding = finding("warning");
/** Nothing was there to look at. */
export const unseen: Finding = finding("not exercised");

/**
 * Milliseconds by which clocks, timers and the way over the wire may differ, at least and at most, and as a part of a wait.
 *
 * Who sends by a timer of its own sees a request come early behind one that a busy machine let wait; who does not wait
 * as long as it was told waits for much less.
 */
const [LEAST_TOLERANCE, MOST_TOLERANCE, TOLERATED_PART] = [150, 1_000, 0.25];

/** Milliseconds that are enough where so many were to be waited. */
function enough(wait: number): number {
  return wait - Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, wait * TOLERATED_PART));
}

/** The error that an answer tells. */
export function errorIn({ reply }: JournalEntry): string | undefined {
  const error: unknown = typeof reply === "object" && reply !== null ? Reflect.get(reply, "error") : undefined;
  return typeof error === "string" ? error : undefined;
}

/** Whether a request was answered with success. */
export function isSuccess({ status, dropped }: JournalEntry): boolean {
  return status === 200 && dropped !== true;
}

/** The marks of the tokens of a kind that the token endpoint gave out by the book. */
export function tokensGiven(journal: Journal, member: "access_token" | "refresh_token"): readonly string[] {
  return askedFor(journal, "token")
    .filter(isSuccess)
    .flatMap((entry) => markIn(entry, member) ?? []);
}

/** Token requests that are refreshes. */
export function refreshesIn(journal: Journal): Journal {
  return askedFor(journal, "token").filter((entry) => valuesOf(entry, "grant_type").includes("refresh_token"));
}

/** The first of some entries whose value stood in one before it. */
export function firstRepeated(entries: Journal, keysOf: (entry: JournalEntry) => readonly string[]): Journal {
  const first = new Map<string, JournalEntry>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const before = first.get(key);
      if (before !== undefined) return [before, entry];
      first.set(key, entry);
    }
  }
  return [];
}

/** Milliseconds that an answer asks to wait; undefined = it names no time. @see RFC 9110 10.2.3 */
function waitAsked({ at, took, reply_headers: headers }: JournalEntry): number | undefined {
  const value = headers["retry-after"];
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - (at + took);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Whether two requests are so far apart, give or take. */
export function apart(before: JournalEntry, after: JournalEntry, wait: number): boolean {
  return after.at - before.at >= enough(wait);
}

/** A time as a reader sees it. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** Who is told to wait waits, or does not ask again. @see RFC 9110 10.2.3 */
export function waitsAsTold(place: Place): (seen: { readonly journal: Journal }) => Observed {
  return ({ journal }) => {
    const told = firstFaulted(journal);
    const wait = told === undefined ? undefined : waitAsked(told);
    if (told === undefined || wait === undefined) return unseen("It was not told to wait", []);
    const [next] = askedFor(afterFault(journal), place);
    if (next === undefined) return passed("It did not ask again", [told]);
    const gap = next.at - told.at - told.took;
    const said = `It asked again after ${seconds(gap)}, and was told to wait for ${seconds(wait)}`;
    return (gap >= enough(wait) ? passed : failed)(said, [told, next]);
  };
}

/** Who was refused does not ask again without end: so often at most after the first refusal. */
export function asksNoMoreThan(
  most: number,
  place: Place,
  ...others: readonly Place[]
): (seen: { readonly journal: Journal }) => Observed {
  return ({ journal }) => {
    const after = afterFault(journal);
    for (const one of [place, ...others]) {
      const asked = askedFor(after, one);
      if (asked.length > most) {
        return failed(`It asked ${asked.length} times more after it was refused: ${most} would be many`, asked);
      }
    }
    const asked = askedFor(after, place);
    return passed(`It asked ${asked.length === 0 ? "no more" : `${asked.length} more`} after it was refused`, asked);
  };
}
