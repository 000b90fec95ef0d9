import type { ClientConfig, Outcome } from "../../src/lab/mod.ts";
import { configOf } from "./environment.ts";
import { Refused } from "./refused.ts";
import { type Surroundings, surroundings } from "./surroundings.ts";

/** A client: does what its configuration asks for, throws `Refused` when it wants no more of it, anything else breaks it. */
export type Program = (config: ClientConfig, around: Surroundings) => Promise<void>;

/** What a client in this process needs of whoever starts it. */
export interface InProcessIo {
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A client that a function starts, and that tells how it ended. */
export type InProcess = (config: ClientConfig, io: InProcessIo) => Promise<Outcome>;

async function outcomeOf(run: Promise<void>): Promise<Outcome> {
  try {
    await run;
    return { statement: "completed", statedBy: "exit", exit: 0 };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof Refused) return { statement: "refused", statedBy: "exit", exit: 76, reason };
    return { exit: 1, output: [reason] };
  }
}

/** Starts a client in this process. */
export function inProcess(program: Program): InProcess {
  return async function launch(config, { print, signal }) {
    const around = surroundings(print);
    const stopped = new Promise<Outcome>((resolve) => {
      signal.addEventListener("abort", () => resolve({ timedOut: true }), { once: true });
    });
    try {
      return await Promise.race([outcomeOf(program(config, around)), stopped]);
    } finally {
      await around.close();
    }
  };
}

/** Runs a client as this very process, as `touchstone check` starts it. */
export async function asProcess(program: Program): Promise<void> {
  const around = surroundings((line) => console.log(line));
  try {
    await program(configOf(process.env), around);
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    console.log(`touchstone: refused ${thrown.message}`);
    process.exitCode = 76;
  } finally {
    await around.close();
  }
}
