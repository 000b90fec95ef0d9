import { setTimeout as sleep } from "node:timers/promises";
import type { AttemptState, BegunAttempt } from "../runs/run_messages.ts";
import type { LabClient, RunKey } from "./lab_client.ts";

/** Milliseconds between two looks where the lab has something to say, and where only the time counts. */
const [OFTEN, SELDOM] = [300, 2_500];
/** Milliseconds of silence after which a client that was answered is done with its flow, and only listens. */
const DONE = 700;
/** How many times its patience a client may take that never falls silent. */
const LONGEST = 6;

/** What watching an attempt needs. */
export interface WatchAttemptOptions {
  readonly lab: LabClient;
  readonly run: RunKey;
  readonly begun: BegunAttempt;
  /** Milliseconds that a client may be silent, its patience not counted. */
  readonly timeout: number;
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
 * is done, and answers `over` when the client has been silent for too long.
 *
 * It never settles when the signal ends it first.
 */
export async function watchAttempt(options: WatchAttemptOptions): Promise<"over"> {
  const { lab, run, begun, timeout, signal, open } = options;
  const silence = timeout + begun.patience;
  const pause = Math.min(isTold(begun) ? OFTEN : SELDOM, silence);
  const began = performance.now();
  let opened = 0;
  let hasEnded = !begun.acts.includes("end_session");
  while (await passes(pause, signal)) {
    const spent = performance.now() - began;
    if (spent < silence && !isTold(begun)) continue;
    const state = await lab.state(run, begun.attempt);
    for (const address of state.visits.slice(opened)) open(address);
    opened = Math.max(opened, state.visits.length);
    if (!hasEnded && isDone(state)) {
      hasEnded = true;
      const { visits } = await lab.act(run, { attempt: begun.attempt, act: "end_session" });
      for (const address of visits) open(address);
    }
    if (spent >= silence && (state.idle >= silence || spent >= LONGEST * silence)) return "over";
  }
  return new Promise(() => undefined);
}

function isDone({ requests, idle }: AttemptState): boolean {
  return requests > 0 && idle >= DONE;
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
