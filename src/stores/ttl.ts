import type { Seconds } from "../platform/mod.ts";

/** A century: longer than anything here lives, and far below what Redis can count in milliseconds. */
const LONGEST: Seconds = 3_155_760_000;

/**
 * Takes a time to live as it is.
 *
 * @throws {RangeError} When it is not a whole number of seconds from 1 to a century.
 */
export function checkTtl(ttl: Seconds): Seconds {
  if (Number.isSafeInteger(ttl) && ttl >= 1 && ttl <= LONGEST) return ttl;
  throw new RangeError(`Cannot keep a record for '${ttl}' seconds as that is not a whole number from 1 to ${LONGEST}`);
}
