import type { Clock, Instant, Seconds } from "../platform/mod.ts";
import { unavailable } from "./unavailable.ts";

/** A server that is asked could not answer; the pause is its own wish, where it named one. */
export class AskFailed extends Error {
  override readonly name = "AskFailed";
  readonly pause?: Seconds;

  constructor(message: string, options: { readonly cause?: unknown; readonly pause?: Seconds | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if (options.pause !== undefined) this.pause = options.pause;
  }
}

/** How a circuit behaves. */
export interface CircuitOptions {
  readonly clock: Clock;
  /** Failures in a row after which nobody is asked for a while. */
  readonly failures: number;
  /** For how long. */
  readonly pause: Seconds;
  /** Who may wait for answers at the same time; more are turned away. */
  readonly most: number;
  /** Hears of each failure, once. */
  readonly failed: (error: AskFailed) => void;
}

/** Asks, unless it is known that there is no answer to be had. */
export type Circuit = <T>(ask: () => Promise<T>) => Promise<T>;

/** How long a server may make us wait, whatever it says. */
const LONGEST_PAUSE: Seconds = 60;

/**
 * Keeps a server that is away from being asked again and again, and those who wait for it from waiting in vain: after
 * some failures in a row nobody is asked for a while, then one, who tells whether it is back.
 *
 * What it answers in place of the server is `temporarily_unavailable` with `Retry-After`. Errors other than
 * {@link AskFailed} go through and count for nothing.
 */
export function openCircuit({ clock, failures, pause, most, failed }: CircuitOptions): Circuit {
  let row = 0;
  let closedUntil: Instant = -Infinity;
  let waiting = 0;
  let trying = false;

  function fail(error: AskFailed): never {
    row += 1;
    const rest = Math.min(error.pause ?? pause, LONGEST_PAUSE);
    if (row >= failures || error.pause !== undefined) closedUntil = clock.now() + rest;
    failed(error);
    throw unavailable({ cause: error, ...(closedUntil > clock.now() ? { retryAfter: rest } : {}) });
  }

  return async (ask) => {
    const left = closedUntil - clock.now();
    // A clock that was set back must not shut everybody out for as long as it was.
    if (left > 0 && left <= LONGEST_PAUSE) throw unavailable({ retryAfter: left });
    const isTrial = row >= failures;
    if ((isTrial && trying) || waiting >= most) throw unavailable();
    waiting += 1;
    if (isTrial) trying = true;
    try {
      const answer = await ask();
      row = 0;
      return answer;
    } catch (error) {
      return error instanceof AskFailed ? fail(error) : raise(error);
    } finally {
      waiting -= 1;
      if (isTrial) trying = false;
    }
  };
}

function raise(error: unknown): never {
  throw error;
}
