import type { RunReport, SetupName } from "../../src/lab/mod.ts";
import { robotBrowser, runCheck } from "../../src/lab/runner/mod.ts";
import type { LabServer } from "./lab_server.ts";
import { inProcess, type Program } from "./program.ts";

/** What of the lab a client is tried in. */
export interface CheckClientOptions {
  readonly name: string;
  readonly plan?: string;
  readonly setups?: readonly SetupName[];
  readonly scenarios?: readonly string[];
  readonly parallel?: number;
  /** Milliseconds that it may be silent. */
  readonly timeout?: number;
}

/** Runs a client in this process through the lab. */
export function checkClient(
  { base, nextPort }: LabServer,
  program: Program,
  options: CheckClientOptions,
): Promise<RunReport> {
  const { name, plan = "all", setups, scenarios, parallel = 6, timeout = 8_000 } = options;
  return runCheck({
    base,
    nextPort,
    plan,
    name,
    parallel,
    timeout,
    launch: inProcess(program),
    openBrowser: robotBrowser(),
    ...(setups === undefined ? {} : { setups }),
    ...(scenarios === undefined ? {} : { scenarios }),
  });
}
