import { setTimeout as sleep } from "node:timers/promises";
import type { Seconds } from "../../platform/mod.ts";

/** What came of one try; `later`: it may be better the next time. */
export type Outcome =
  | { readonly kind: "delivered" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "later"; readonly reason: string };

/** What came of all tries. */
export interface Result {
  /** Why it was not delivered; undefined = it was. */
  readonly failure?: string;
  readonly tries: number;
}

/** Something to be delivered. */
export interface Letter {
  /** The server that it goes to: one is not asked by many letters at once. */
  readonly host: string;
  /** Tries once; must not throw. */
  deliver(): Promise<Outcome>;
  /** Is told what came of it, once. */
  ended(result: Result): Promise<void> | void;
}

/** How letters are delivered. */
export interface OutboxOptions {
  /** How often each is tried. */
  readonly tries: number;
  /** Letters under way at once, and to one host. */
  readonly atOnce: number;
  readonly perHost: number;
  /** Letters that may wait; further ones fail. */
  readonly most: number;
  /** Waits between two tries; real time when not given. Throws when the signal is aborted. */
  readonly pause?: (seconds: Seconds, signal: AbortSignal) => Promise<unknown>;
}

/** Delivers letters in the background, several at once, each a limited number of times. */
export interface Outbox {
  post(letter: Letter): void;
  /** Waits for what makes letters, so that closing does not overlook them. */
  prepare(work: Promise<void>): void;
  /** Lets what was not tried yet have one try, for so many milliseconds in all; then the rest has failed. */
  close(patience: number): Promise<void>;
}

interface Posted {
  readonly letter: Letter;
  readonly tries: number;
}

/** Seconds before the next try: 2, 8, 32, … */
function backoff(tries: number): Seconds {
  return 2 * 4 ** (tries - 1);
}

function pauseFor(seconds: Seconds, signal: AbortSignal): Promise<unknown> {
  return sleep(seconds * 1_000, undefined, { signal, ref: false });
}

/** Opens an outbox. */
export function openOutbox(options: OutboxOptions): Outbox {
  const { tries: mostTries, atOnce, perHost, most, pause = pauseFor } = options;
  const closing = new AbortController();
  const preparing = new Set<Promise<void>>();
  const waiting: Posted[] = [];
  const underWay = new Map<Letter, string>();
  /** All that were posted and are not settled. */
  const open = new Map<Letter, number>();
  const idle: (() => void)[] = [];

  async function settle(letter: Letter, result: Result): Promise<void> {
    // What came too late for a shutdown was settled by it.
    if (!open.delete(letter)) return;
    await letter.ended(result);
    if (open.size === 0) for (const done of idle.splice(0)) done();
  }

  function busyAt(host: string): number {
    return [...underWay.values()].filter((one) => one === host).length;
  }

  async function again(letter: Letter, { tries, reason }: { readonly tries: number; readonly reason: string }) {
    if (tries >= mostTries) return settle(letter, { failure: reason, tries });
    try {
      if (closing.signal.aborted) throw new RangeError("closing");
      await pause(backoff(tries), closing.signal);
    } catch {
      return settle(letter, { failure: `${reason}, and the server stops`, tries });
    }
    waiting.push({ letter, tries });
    pump();
    return undefined;
  }

  async function run({ letter, tries }: Posted): Promise<void> {
    underWay.set(letter, letter.host);
    open.set(letter, tries + 1);
    const outcome = await letter.deliver();
    underWay.delete(letter);
    pump();
    if (outcome.kind === "later") return again(letter, { tries: tries + 1, reason: outcome.reason });
    return settle(letter, {
      tries: tries + 1,
      ...(outcome.kind === "refused" ? { failure: outcome.reason } : {}),
    });
  }

  function pump(): void {
    while (underWay.size < atOnce) {
      const next = waiting.findIndex(({ letter }) => busyAt(letter.host) < perHost);
      const [posted] = next === -1 ? [] : waiting.splice(next, 1);
      if (posted === undefined) return;
      void run(posted);
    }
  }

  return {
    post(letter) {
      const isFull = open.size >= most;
      open.set(letter, 0);
      if (isFull) return void settle(letter, { failure: "too many wait", tries: 0 });
      waiting.push({ letter, tries: 0 });
      pump();
    },
    prepare(work) {
      preparing.add(work);
      void work.finally(() => preparing.delete(work));
    },
    async close(patience) {
      closing.abort();
      const inTime = new AbortController();
      const late = sleep(patience, undefined, { signal: inTime.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(preparing), late]);
      if (open.size > 0) await Promise.race([new Promise<void>((resolve) => void idle.push(resolve)), late]);
      inTime.abort();
      waiting.length = 0;
      await Promise.all([...open].map(([letter, tries]) => settle(letter, { failure: "the server stops", tries })));
    },
  };
}
