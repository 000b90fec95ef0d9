import type { EventEmitter } from "node:events";

/** Tells a command that somebody wants it to end, so that it ends between two steps. */
export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Takes the handlers off again. */
  readonly release: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Listens for the first signal; the second does what it always does, and ends the program at once. */
export function watchForInterrupt(events: EventEmitter = process): Interrupt {
  const controller = new AbortController();
  function release(): void {
    for (const signal of SIGNALS) events.off(signal, interrupt);
  }
  function interrupt(): void {
    release();
    controller.abort();
  }
  for (const signal of SIGNALS) events.on(signal, interrupt);
  return { signal: controller.signal, release };
}
