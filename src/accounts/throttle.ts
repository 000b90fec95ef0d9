import { digest, type Seconds } from "../platform/mod.ts";
import { countKind, type EphemeralStore, markKind } from "../stores/mod.ts";

/** Tries that were let through and not (yet) found right. */
const TRIES = countKind("lt");
/** Says that the next try must wait. */
const WAIT = markKind("lw");

/** How many tries are free, and how the waits grow. */
export interface ThrottleOptions {
  readonly ephemeral: EphemeralStore;
  /** Tries before the first wait. */
  readonly free?: number;
  /** The longest wait; the first is one second, and each try doubles it. */
  readonly longest?: Seconds;
}

/** Slows guessing down without ever locking anybody out for good. @see RFC 6749 4.3.2, OWASP ASVS 6.3 */
export interface Throttle {
  /** Counts a try before it is judged; answers how long to wait when it may not be made, else undefined. */
  begin(key: string): Promise<Seconds | undefined>;
  /** The try was right: the count begins anew. */
  succeeded(key: string): Promise<void>;
}

/** Tries are forgotten this long after the first of them. */
const MEMORY: Seconds = 3_600;

/** Makes a throttle. */
export function throttle({ ephemeral, free = 5, longest = 900 }: ThrottleOptions): Throttle {
  /** Seconds between a try and the one after it. */
  function waitAfter(tries: number): Seconds {
    return Math.min(longest, 2 ** Math.min(Math.max(0, tries - free - 1), 20));
  }

  return {
    async begin(key) {
      const name = digest(key);
      // Who is told to wait is not counted again, so that asking does not make the wait longer.
      if ((await ephemeral.get(WAIT, name)) === true) return waitAfter((await ephemeral.get(TRIES, name)) ?? 0);
      const tries = await ephemeral.count(TRIES, { key: name, ttl: MEMORY });
      if (tries <= free) return undefined;
      // Of several tries at once, one goes on: it is the one that sets the wait for all others.
      const wait = waitAfter(tries);
      return (await ephemeral.claim(WAIT, { key: name, ttl: wait })) ? undefined : wait;
    },
    async succeeded(key) {
      const name = digest(key);
      await ephemeral.forget(TRIES, [name]);
      await ephemeral.forget(WAIT, [name]);
    },
  };
}
