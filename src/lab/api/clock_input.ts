import type { Instant, Seconds } from "../../platform/mod.ts";
import { FARTHEST_CLOCK } from "../issuers/new_definition.ts";
import { type Json, readerOf, refuseMember } from "./read_json.ts";

/** How the clock of an issuer is to be moved: to so far ahead of the machine's, or by so much from where it is. */
export type ClockChange = { readonly clockOffset: Seconds } | { readonly advance: Seconds };

/** The end of the year 9999, which every date can be written of. */
const LAST_INSTANT: Instant = 253_402_300_799;

function momentIn(document: Json, place: string): Instant | undefined {
  const { at } = document;
  if (typeof at !== "string") return readerOf(document, place).whole("at", { least: 0, most: LAST_INSTANT });
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(moment))
    refuseMember(`${place}.at`, "give a moment like 2030-01-01T00:00:00Z, or seconds since 1970");
  return Math.floor(moment / 1_000);
}

/**
 * Reads how a clock is to be moved, which is said in one of three ways.
 *
 * @param now Of the machine.
 */
export function readClock(
  document: Json,
  { now, place }: { readonly now: Instant; readonly place: string },
): ClockChange {
  const reader = readerOf(document, place);
  reader.only("offset_seconds", "at", "advance_seconds");
  const range = { least: -FARTHEST_CLOCK, most: FARTHEST_CLOCK };
  const ways = [
    ["offset_seconds", reader.whole("offset_seconds", range)],
    ["at", momentIn(document, place)],
    ["advance_seconds", reader.whole("advance_seconds", range)],
  ] as const;
  const [way, ...others] = ways.filter(([, value]) => value !== undefined);
  const [name, value] = way ?? [];
  if (name === undefined || value === undefined || others.length > 0)
    return refuseMember(place, "give one of offset_seconds, at, advance_seconds");
  if (name === "advance_seconds") return { advance: value };
  const clockOffset = name === "at" ? value - now : value;
  if (Math.abs(clockOffset) > FARTHEST_CLOCK) refuseMember(`${place}.at`, "give a moment within ten years of now");
  return { clockOffset };
}
