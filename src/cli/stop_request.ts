import type { EventEmitter } from "node:events";
import type { Log } from "../platform/mod.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";

/** Why the program is to end, and with which number. */
export interface StopRequest {
  readonly why: string;
  readonly exitCode: ExitCode;
}

/** Waits for whoever wants the program to end. */
export interface StopWatch {
  /** Settles at the first request. */
  readonly asked: Promise<StopRequest>;
  /** The first request, once there is one. */
  readonly request: () => StopRequest | undefined;
  /** Asks from inside the program. */
  ask(request: StopRequest): void;
  /** Takes the handlers off again. */
  release(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Milliseconds in which a second signal is the echo of the first: npm passes on the Ctrl-C that the terminal sent already. */
const ECHO = 500;

/** What a watch needs. */
export interface WatchForStopOptions {
  readonly log: Log;
  /** Called at the second signal, when a person has no patience any more. */
  readonly force: () => void;
  /** Whence signals and mistakes come; this process when not given. */
  readonly events?: EventEmitter;
  /** Milliseconds since any moment. */
  readonly now?: () => number;
}

/**
 * Listens for the signals that end a program, and for mistakes that nobody caught: after one of those the program is
 * in no known state, so it lets requests in flight finish and ends.
 */
export function watchForStop({
  log,
  force,
  events = process,
  now = () => performance.now(),
}: WatchForStopOptions): StopWatch {
  let first: StopRequest | undefined;
  let firstAt = 0;
  let settle: (request: StopRequest) => void;
  const asked = new Promise<StopRequest>((resolve) => {
    settle = resolve;
  });

  function ask(request: StopRequest): void {
    if (first !== undefined) return;
    first = request;
    firstAt = now();
    settle(request);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (first !== undefined && now() - firstAt > ECHO) force();
    ask({ why: signal === "SIGINT" ? "Ctrl-C" : signal, exitCode: EXIT.fine });
  }

  function onMistake(cause: unknown): void {
    log.error("Ending because of a mistake that nobody caught", { cause });
    ask({ why: "a mistake in the program", exitCode: EXIT.failed });
  }

  for (const signal of SIGNALS) events.on(signal, onSignal);
  events.on("uncaughtException", onMistake);
  events.on("unhandledRejection", onMistake);
  return {
    asked,
    request: () => first,
    ask,
    release() {
      for (const signal of SIGNALS) events.off(signal, onSignal);
      events.off("uncaughtException", onMistake);
      events.off("unhandledRejection", onMistake);
    },
  };
}
