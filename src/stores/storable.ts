/** In JSON text: an escaped NUL, or half of a surrogate pair (well-formed pairs are never escaped). */
const UNSTORABLE_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

const LONE_SURROGATE = /\p{Surrogate}/u;

const LARGEST_ID = 2_147_483_647;

/** Whether a text may be looked up; NUL and lone surrogates never reach a database, so nothing has such a name. */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && !LONE_SURROGATE.test(text);
}

/** Whether a number may be the id of a record. */
export function isRecordId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0 && id <= LARGEST_ID;
}

/** Whether a value of JSON can be stored: no text in it holds NUL or a lone surrogate. */
export function isStorable(value: unknown): boolean {
  return !UNSTORABLE_JSON.test(JSON.stringify(value) ?? "");
}

/**
 * Prints a value as the JSON that is stored.
 *
 * @throws {RangeError} When a text in it holds NUL or a lone surrogate, which Postgres cannot hold.
 */
export function printStorable(value: unknown): string {
  const json = JSON.stringify(value);
  if (UNSTORABLE_JSON.test(json)) throw new RangeError("Cannot store a text that holds NUL or a lone surrogate");
  return json;
}
