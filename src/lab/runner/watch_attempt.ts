import { setTimeout as sleep } from "node:timers/promises";
import type { AttemptState, BegunAttempt } from "../runs/run_messages.ts";
import type { LabClient, RunKey } from "./lab_client.ts";
import { type Lateness, NEVER_LATE } from "./lateness.ts";

/** Milliseconds between two looks where the lab has something to say, and where only the time counts. */
const [OFTEN, SELDOM] = [300, 2_500];
/** Milliseconds that a client gets to take the last answer of its flow in, before it is to listen. */
const TAKES_IN = 1_200;
/** The part of its time after which one is waited for no more that left something out which it asks for otherwise. */
const LEFT_OUT = 1 / 2;
/** How many times its patience a client may take that never falls silent, from its first request on. */
const LONGEST = 6;

/** What watching an attempt needs. */
export interface WatchAttemptOptions {
  readonly lab: LabClient;
  readonly run: RunKey;
  readonly begun: BegunAttempt;
  /** Milliseconds that a client may be silent, its patience not counted. */
  readonly timeout: number;
  /** Milliseconds that it may take until it asks for something for the first time, its patience not counted. */
  readonly startTimeout: number;
  /** Whether it gave another sign of life than a request. */
  readonly hasShown?: () => boolean;
  /** Time that does not count, as this program itself did not run. */
  readonly lateness?: Lateness;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly open: (address: string) => void;
}

/** Whether the lab tells where a person goes, because the client cannot or does not. */
function isTold({ flow, acts }: BegunAttempt): boolean {
  return flow === "device" || flow === "login-initiation" || acts.includes("end_session");
}

/**
 * Watches an attempt while its client runs: opens what a person would by now, ends the person's session once the client
 * has reached the end of its flow, and answers `over` when the client has been silent for too long.
 *
 * It never settles when the signal ends it first.
 */
export async function watchAttempt(options: WatchAttemptOptions): Promise<"over"> {
  const { lab, run, begun, signal, open } = options;
  const pause = Math.min(isTold(begun) ? OFTEN : SELDOM, options.timeout + begun.patience);
  const isOver = endOf(options);
  let opened = 0;
  let hasEnded = !begun.acts.includes("end_session");
  while (await passes(pause, signal)) {
    if (!isTold(begun) && !isOver()) continue;
    const state = await lab.state(run, begun.attempt);
    for (const address of state.visits.slice(opened)) open(address);
    opened = Math.max(opened, state.visits.length);
    if (!hasEnded && isDone(state, options)) {
      hasEnded = true;
      const { visits } = await lab.act(run, { attempt: begun.attempt, act: "end_session" });
      for (const address of visits) open(address);
    }
    if (isOver(state)) return "over";
  }
  return new Promise(() => undefined);
}

/** Tells whether a client's time is over; without its state, whether it may be. */
function endOf(options: WatchAttemptOptions): (state?: AttemptState) => boolean {
  const { begun, timeout, startTimeout, hasShown = () => false, lateness = NEVER_LATE } = options;
  const silence = timeout + begun.patience;
  const start = Math.max(startTimeout, timeout) + begun.patience;
  const began = performance.now();
  let first: number | undefined;

  /** Milliseconds of so many, those not counted in which this program did not run either. */
  function counted(milliseconds: number): number {
    return milliseconds - lateness.within(milliseconds);
  }

  return (state) => {
    const now = performance.now();
    const spent = counted(now - began);
    if (state === undefined || spent < silence) return spent >= silence;
    if (state.requests === 0 && !hasShown()) return spent >= start;
    first ??= now - state.idle;
    return counted(Math.min(state.idle, now - began)) >= silence || now - first >= LONGEST * silence;
  };
}

/** A client on a busy machine is silent between two requests as well, so that its silence alone says nothing. */
function isDone({ requests, idle, reached }: AttemptState, options: WatchAttemptOptions): boolean {
  const { begun, timeout, lateness = NEVER_LATE } = options;
  const enough = reached ? TAKES_IN : (timeout + begun.patience) * LEFT_OUT;
  return requests > 0 && idle - lateness.within(idle) >= enough;
}

/** Waits; false when the signal came first. */
async function passes(pause: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(pause, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
