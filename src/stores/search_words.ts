import { usernameKey } from "./username_key.ts";

/** Characters of a word that are worth keeping; nobody types so many. */
const LONGEST = 200;
/** Words of one text. */
const MOST = 20;
/** Words that are looked for at once. */
const MOST_ASKED = 8;

function cut(word: string): string {
  return Array.from(word).slice(0, LONGEST).join("");
}

function partsOf(text: string): readonly string[] {
  return usernameKey(text)
    .split(/\s+/u)
    .filter((part) => part !== "");
}

/** A part of a text from each place on where a person would say that a word begins: `example.com` of `a@example.com`. */
function beginningsOf(part: string): readonly string[] {
  return [0, ...[...part.matchAll(/[^\p{L}\p{N}]+/gu)].map(({ index, 0: gap }) => index + gap.length)]
    .map((start) => part.slice(start))
    .filter((word) => word !== "");
}

/**
 * The words under which a text is found, folded as user names are.
 *
 * Choice: words are found by their beginning, since an index answers that for as many people as there are; any part of a
 * word would mean to read every record.
 */
export function searchWords(text: string): readonly string[] {
  return [...new Set(partsOf(text).flatMap(beginningsOf).slice(0, MOST).map(cut))];
}

/** What is looked for: each of these must begin a word. */
export function searchTerms(text: string): readonly string[] {
  return partsOf(text).slice(0, MOST_ASKED).map(cut);
}

/** Whether each term begins one of the words. */
export function matchesTerms(words: readonly string[], terms: readonly string[]): boolean {
  return terms.every((term) => words.some((word) => word.startsWith(term)));
}
