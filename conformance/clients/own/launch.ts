import type { ClientConfig, Outcome } from "../../../src/lab/mod.ts";
import { type CheckName, checksWithout, Refused } from "./checks.ts";
import { runFlow } from "./flows.ts";
import { surroundings } from "./surroundings.ts";

/** What a client in this process needs of whoever starts it. */
export interface OwnIo {
  readonly print: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A client in this process. */
export type OwnClient = (config: ClientConfig, io: OwnIo) => Promise<Outcome>;

function stopped(signal: AbortSignal | undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    signal?.addEventListener("abort", () => resolve({ timedOut: true }));
  });
}

async function ended(run: Promise<void>): Promise<Outcome> {
  try {
    await run;
    return { statement: "completed", statedBy: "exit", exit: 0 };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof Refused) return { statement: "refused", statedBy: "exit", exit: 76, reason };
    return { exit: 1, reason, output: [reason] };
  }
}

/** The careful client, without some of its checks. */
export function ownClient(...off: readonly CheckName[]): OwnClient {
  return async function launch(config, { print, signal }) {
    const around = surroundings(print);
    try {
      return await Promise.race([ended(runFlow(config, checksWithout(...off), around)), stopped(signal)]);
    } finally {
      await around.close();
    }
  };
}
