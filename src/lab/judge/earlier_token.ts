import type { JournalEntry } from "../journal/entry.ts";
import { askedFor, markIn, tokensShown, valuesOf } from "./observe.ts";

/**
 * Whether a request was made with a token that the client had before a refresh gave it a wrong answer with another one.
 *
 * Such a request makes no use of that answer: who asks for several things at once may have sent it before it could read
 * what is wrong.
 */
export function usesEarlierToken(
  request: JournalEntry,
  { journal, faulted }: { readonly journal: readonly JournalEntry[]; readonly faulted: JournalEntry | undefined },
): boolean {
  if (faulted?.place !== "token" || !valuesOf(faulted, "grant_type").includes("refresh_token")) return false;
  const given = markIn(faulted, "access_token");
  const shown = tokensShown(request);
  if (given === undefined || shown.length === 0) return false;
  const earlier = askedFor(journal.slice(0, journal.indexOf(faulted)), "token");
  const before = new Set(earlier.map((one) => markIn(one, "access_token")));
  return shown.every((mark) => mark !== given && before.has(mark));
}
