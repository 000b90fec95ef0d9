/** Minutes in which a person who is used to it tries one case: configure, log in, look, say what the client did. */
const MINUTES_EACH = 1.5;

/** Something that is tried, and how long it has to be waited for beyond an ordinary flow. */
interface Tried {
  /** Milliseconds. */
  readonly patience: number;
}

/** How long a person needs who tries cases by hand, in minutes. */
export function minutesByHand(tried: readonly Tried[]): number {
  const waited = tried.reduce((sum, { patience }) => sum + patience, 0);
  return tried.length * MINUTES_EACH + waited / 60_000;
}

/** A length of time as one would say it: `about 20 minutes`, `about 5 hours`. */
export function aboutMinutes(minutes: number): string {
  if (minutes < 2) return "about a minute";
  // Nobody knows it better than that.
  if (minutes < 10) return `about ${Math.round(minutes)} minutes`;
  if (minutes < 90) return `about ${Math.round(minutes / 5) * 5} minutes`;
  return `about ${Math.round(minutes / 60)} hours`;
}
