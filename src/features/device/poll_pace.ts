import type { Instant, Seconds } from "../../platform/mod.ts";
import { countKind, type EphemeralStore, markKind } from "../../stores/mod.ts";
import { type FoundDevice, keyOf, markLifetime } from "./device_record.ts";

/** Says that a device polled so lately that its next poll is too early. */
const WAIT = markKind("dw");
/** How often a device polled too early. */
const EARLY = countKind("de");

/** By how much each poll that comes too early lengthens the interval. @see RFC 8628 3.5 */
const STEP: Seconds = 5;

/** How polls are paced. */
export interface PaceOptions {
  readonly ephemeral: EphemeralStore;
  readonly now: Instant;
  /** As the device was told it at first. */
  readonly interval: Seconds;
}

/**
 * Counts a poll of a request that nobody has decided.
 *
 * The time runs from the last poll, whatever it was answered, by the clock of the store; the first poll is never too
 * early. Of several at once one is in time.
 *
 * @see RFC 8628 3.5
 * @returns The interval from now on when the poll came too early, undefined when it came in time.
 */
export async function pollTooEarly(device: FoundDevice, options: PaceOptions): Promise<Seconds | undefined> {
  const { ephemeral, now, interval } = options;
  const key = keyOf(device);
  const longest = markLifetime(device, now);
  function intervalAfter(early: number): Seconds {
    return interval + STEP * early;
  }

  let early = (await ephemeral.get(EARLY, key)) ?? 0;
  if (await ephemeral.claim(WAIT, { key, ttl: Math.min(longest, intervalAfter(early)) })) return undefined;
  const own = await ephemeral.count(EARLY, { key, ttl: longest });
  for (let latest = own; latest > early; latest = (await ephemeral.get(EARLY, key)) ?? 0) {
    early = latest;
    // Of several that are early at once, the last to write sets the wait of all that were counted before it.
    await ephemeral.put<true>(WAIT, { key, value: true, ttl: Math.min(longest, intervalAfter(early)) });
  }
  return intervalAfter(own);
}
