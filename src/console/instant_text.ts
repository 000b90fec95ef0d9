import type { Instant } from "../platform/mod.ts";

/** The day of an instant: `2026-05-01`. */
export function day(instant: Instant): string {
  return new Date(instant * 1_000).toISOString().slice(0, 10);
}

/** An instant to the minute, as people tell two things of a day apart: `2026-05-01 12:30 UTC`. */
export function minute(instant: Instant): string {
  return `${new Date(instant * 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** An instant to the second: `2026-05-01 12:30:05 UTC`. */
export function second(instant: Instant): string {
  return `${new Date(instant * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
