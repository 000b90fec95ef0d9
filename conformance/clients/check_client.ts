import type { RunReport, SetupName } from "../../src/lab/mod.ts";
import { type Launch, programLaunch, robotBrowser, runCheck } from "../../src/lab/runner/mod.ts";
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
export function checkClient(lab: LabServer, program: Program, options: CheckClientOptions): Promise<RunReport> {
  return check(lab, inProcess(program), options);
}

/** Runs a program through the lab: what a client does that it does not catch itself ends no more than that program. */
export async function checkProgram(
  lab: LabServer,
  command: readonly [string, ...string[]],
  options: CheckClientOptions,
): Promise<RunReport> {
  const started = await programLaunch({ command, environment: { PATH: process.env["PATH"] } });
  try {
    return await check(lab, started.launch, options);
  } finally {
    await started.close();
  }
}

function check({ base, nextPort }: LabServer, launch: Launch, options: CheckClientOptions): Promise<RunReport> {
  const { name, plan = "all", setups, scenarios, parallel = 6, timeout = 8_000 } = options;
  return runCheck({
    base,
    nextPort,
    plan,
    name,
    parallel,
    timeout,
    launch,
    openBrowser: robotBrowser(),
    ...(setups === undefined ? {} : { setups }),
    ...(scenarios === undefined || scenarios.length === 0 ? {} : { scenarios }),
  });
}
