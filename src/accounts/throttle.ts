import { digest, type Seconds } from "../platform/mod.ts";
import { countKind, type EphemeralStore, jsonKind } from "../stores/mod.ts";

/** Failures of a pair of user name and address, or of an address. */
const FAILURES = countKind("lf");
/** Since when, in seconds since the epoch, a pair or an address may try again. */
const BLOCKED = jsonKind<number>("lb");

/** How many tries are free, and how the waits grow. */
export interface ThrottleOptions {
  readonly ephemeral: EphemeralStore;
  /** Failures before the first wait. */
  readonly free?: number;
  /** The longest wait; the first is one second, and each failure doubles it. */
  readonly longest?: Seconds;
}

/** Slows guessing down without ever locking anybody out for good. @see RFC 6749 4.3.2, OWASP ASVS 6.3 */
export interface Throttle {
  /** Counts a try before it is judged; answers how long to wait when it may not be made, else undefined. */
  begin(key: string, now: number): Promise<Seconds | undefined>;
  /** The try was right: the count begins anew. */
  succeeded(key: string): Promise<void>;
}

/** Failures are forgotten this long after the first of them. */
const MEMORY: Seconds = 3_600;

/** Makes a throttle. */
export function throttle(options: ThrottleOptions): Throttle {
  const { ephemeral, free = 5, longest = 900 } = options;
  return {
    async begin(key, now) {
      const name = digest(key);
      const until = await ephemeral.get(BLOCKED, name);
      if (until !== undefined && until > now) return until - now;
      // Counted before the password is looked at, so that many tries at once cannot all slip through.
      const tries = await ephemeral.count(FAILURES, { key: name, ttl: MEMORY });
      if (tries > free) {
        const wait = Math.min(longest, 2 ** Math.min(tries - free - 1, 20));
        await ephemeral.put(BLOCKED, { key: name, value: now + wait, ttl: wait });
      }
      return undefined;
    },
    async succeeded(key) {
      const name = digest(key);
      await ephemeral.forget(FAILURES, [name]);
      await ephemeral.forget(BLOCKED, [name]);
    },
  };
}
