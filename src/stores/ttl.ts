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

/**
 * Takes as it is how many records of a list stay.
 *
 * @throws {RangeError} When it is not a whole number from 1.
 */
export function checkLimit(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new RangeError(`Cannot keep '${limit}' records of a list as that is not a whole number from 1`);
}

/**
 * Takes the numbers of a draw as they are.
 *
 * @throws {RangeError} When one of them is not a whole number from 1.
 */
export function checkDraw({ limit, wanted }: { readonly limit: number; readonly wanted: number }): void {
  for (const number of [limit, wanted]) {
    if (Number.isSafeInteger(number) && number >= 1) continue;
    throw new RangeError(`Cannot draw '${wanted}' of '${limit}' as both must be whole numbers from 1`);
  }
}
