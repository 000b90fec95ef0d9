const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3_600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/**
 * A lifetime as a person says it: the two largest units that count, rounded down ("1 hour 30 minutes", "30 days").
 *
 * @param seconds The lifetime in seconds, zero or more.
 * @throws {RangeError} When the lifetime is negative or not finite.
 */
export function lifetimeText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw new RangeError(`Cannot say a lifetime of '${seconds}' seconds as it is not a length of time`);
  }
  let rest = Math.floor(seconds);
  const words: string[] = [];
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) words.push(`${count} ${unit.name}${count === 1 ? "" : "s"}`);
  }
  return words.length === 0 ? "0 seconds" : words.slice(0, 2).join(" ");
}
