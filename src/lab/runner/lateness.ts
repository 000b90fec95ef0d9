/** Milliseconds between two looks at the time, and by which one may be late without saying anything. */
const [EVERY, ORDINARY] = [100, 50];
/** Milliseconds for which it is known when they were lost; nobody is silent for longer. */
const KEPT = 900_000;

/** How much of the time that passes this program does not get, as its machine is busy. */
export interface Lateness {
  /** Milliseconds lost of those that just passed. */
  readonly within: (milliseconds: number) => number;
  readonly stop: () => void;
}

/** What lateness is measured with. */
export interface WatchLatenessOptions {
  /** Milliseconds since any moment. */
  readonly now?: () => number;
  /** Calls a function again and again, until what it answers is called. */
  readonly repeat?: (look: () => void, every: number) => () => void;
}

function repeatQuietly(look: () => void, every: number): () => void {
  const timer = setInterval(look, every);
  // Nobody waits for the next look.
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Measures by how much a timer of short steps is late: so long nothing of this program ran.
 *
 * Who waits for another program on the same machine does not hold that time against it.
 */
export function watchLateness({
  now = () => performance.now(),
  repeat = repeatQuietly,
}: WatchLatenessOptions = {}): Lateness {
  let last = now();
  let lost: { readonly at: number; readonly late: number }[] = [];

  function look(): void {
    const at = now();
    const late = at - last - EVERY;
    last = at;
    if (late <= ORDINARY) return;
    lost = [...lost.filter((one) => at - one.at <= KEPT), { at, late }];
  }

  const stop = repeat(look, EVERY);
  return {
    within(milliseconds) {
      look();
      const since = now() - milliseconds;
      // What was lost before that moment does not count, nor the part of a gap that lies before it.
      return lost.reduce((sum, { at, late }) => sum + Math.max(0, Math.min(late, at - since)), 0);
    },
    stop,
  };
}

/** A machine that is never busy, for who does not measure. */
export const NEVER_LATE: Lateness = { within: () => 0, stop: () => undefined };
