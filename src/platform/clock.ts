/** A length of time in seconds. */
export type Seconds = number;

/** A moment: whole seconds since 1970-01-01T00:00:00Z, as in a JWT's `exp` (RFC 7519 2, NumericDate). */
export type Instant = number;

/** Where the program reads the time; nothing but this room asks the machine for it. */
export interface Clock {
  /** The current moment. */
  now(): Instant;
}

/** A clock that tests and throwaway issuers move by hand. */
export interface SettableClock extends Clock {
  /** Jumps to a moment, forwards or backwards. */
  set(at: Instant): void;
  /** Moves on by a length of time. */
  advance(by: Seconds): void;
}

/** The machine's clock. */
export const systemClock: Clock = Object.freeze({ now: () => Math.floor(Date.now() / 1000) });

/** Milliseconds since 1970 by the machine's own clock: for what is written down, and never for what is decided. */
export function machineTime(): number {
  return Date.now();
}

/**
 * A clock that stands still until it is moved.
 *
 * @param start Where it stands at first.
 * @throws {RangeError} When a moment or a length is not a whole number of seconds.
 */
export function settableClock(start: Instant): SettableClock {
  let current = whole(start);
  return Object.freeze({
    now: () => current,
    set(at: Instant): void {
      current = whole(at);
    },
    advance(by: Seconds): void {
      current = whole(current + by);
    },
  });
}

function whole(seconds: number): number {
  if (!Number.isSafeInteger(seconds))
    throw new RangeError(`Cannot set the clock to '${seconds}' as it is not a whole number`);
  return seconds;
}
