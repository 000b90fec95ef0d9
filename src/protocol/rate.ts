import type { Seconds } from "../platform/mod.ts";

/** How often something may be done: a number of times in a length of time. */
export interface Rate {
  /** At least 1. */
  readonly limit: number;
  /** Whole seconds, at least 1. */
  readonly period: Seconds;
}

const SHAPE = /^(\d+)\s*\/\s*(\d*)\s*([a-z]+)$/i;

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** By their first letter alone, as in Django REST framework, `100/month` would be a hundred a minute. */
const UNITS: Readonly<Record<string, Seconds>> = Object.freeze({
  s: 1,
  sec: 1,
  second: 1,
  m: MINUTE,
  min: MINUTE,
  minute: MINUTE,
  h: HOUR,
  hour: HOUR,
  d: DAY,
  day: DAY,
});

const MOST = 1_000_000_000;
const LONGEST: Seconds = 366 * DAY;

/**
 * Reads a rate: `100/hour`, `10/30s`.
 *
 * Units are `s`, `sec`, `second`, `m`, `min`, `minute`, `h`, `hour`, `d` and `day`, in any case and with an `s` at the
 * end or not; a number may stand before them.
 *
 * @throws {SyntaxError} When it is not a number of times, a slash and a length of time, or one of them is zero or more
 * than a billion times or 366 days.
 *
 * @example Rates as Django REST framework has them, and one that it has not
 * ```ts
 * assert.deepEqual(parseRate("100/hour"), { limit: 100, period: 3600 });
 * assert.deepEqual(parseRate("10/30s"), { limit: 10, period: 30 });
 * ```
 */
export function parseRate(text: string): Rate {
  const [, times, count, unit = ""] = SHAPE.exec(text.trim()) ?? refuse(text, "it does not look like '100/hour'");
  const limit = Number(times);
  const period = (count === "" ? 1 : Number(count)) * unitOf(unit, text);
  if (limit < 1 || limit > MOST) refuse(text, `its number must be from 1 to ${MOST}`);
  if (period < 1 || period > LONGEST) refuse(text, "its length of time must be from 1 second to 366 days");
  return { limit, period };
}

function unitOf(word: string, text: string): Seconds {
  const name = word.toLowerCase();
  const singular = name.length > 1 && name.endsWith("s") ? name.slice(0, -1) : name;
  return Object.hasOwn(UNITS, singular)
    ? (UNITS[singular] ?? 0)
    : refuse(text, `its length of time must end with second, minute, hour or day, and not '${word.slice(0, 20)}'`);
}

function refuse(text: string, why: string): never {
  throw new SyntaxError(`Cannot read the rate '${text.slice(0, 40)}' as ${why}`);
}

/** Largest first, so that a whole number of days is not told in hours. */
const PRINTED = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", 1],
] as const;

/**
 * Writes a rate in the shortest way.
 *
 * @example Half a minute, and ninety minutes
 * ```ts
 * assert.equal(printRate({ limit: 10, period: 30 }), "10/30seconds");
 * assert.equal(printRate({ limit: 100, period: 3600 }), "100/hour");
 * ```
 */
export function printRate({ limit, period }: Rate): string {
  const [name, seconds] = PRINTED.find(([, length]) => period % length === 0) ?? ["second", 1];
  const count = period / seconds;
  return `${limit}/${count === 1 ? name : `${count}${name}s`}`;
}
