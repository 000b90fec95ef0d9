import type { Instant } from "../../platform/mod.ts";

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?(?: ?UTC|Z)?$/i;

/** What a person types for a time: `2026-05-01`, `2026-05-01 12:30` or `2026-05-01 12:30:05`, in UTC; undefined = no time. */
export function parseMoment(text: string): Instant | undefined {
  const [, date, time = "00:00", seconds = ":00"] = MOMENT.exec(text) ?? [];
  if (date === undefined) return undefined;
  const moment = new Date(`${date}T${time}${seconds}Z`);
  // A day that its month does not have would be taken for one of the next.
  const isThere = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
  return isThere ? moment.getTime() / 1_000 : undefined;
}
