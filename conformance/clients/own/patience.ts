/** Milliseconds between two looks. */
const TICK = 100;

/** Time that runs while this process does. */
export interface Patience {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** No more is waited for. */
  readonly stop: () => void;
}

/**
 * Waits for so many milliseconds, of which those do not count that a busy machine takes from this process: who is asked
 * may live in it as well.
 */
export function patience(milliseconds: number): Patience {
  const controller = new AbortController();
  let left = Math.ceil(milliseconds / TICK);
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    controller.abort(new DOMException("Too late", "TimeoutError"));
  }, TICK);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
