/**
 * `node --import tsx scripts/bench/check.ts [--json]`: how long `touchstone check` takes for a hundred cases.
 *
 * The client is a plain program that takes 0.3 s to start, as many do; the rest is what the lab adds: an issuer for each
 * case, the person's way through its pages, and the verdict. The floor is the same program, started as often and as many
 * at once, that ends before it asks for anything: read the ratio, as a busy machine slows both down.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { parseArgs } from "node:util";
import { openCheckServer } from "../../src/cli/check_server.ts";
import { standardParallel } from "../../src/cli/check.ts";
import { systemIo } from "../../src/cli/mod.ts";
import { programLaunch, runCheck } from "../../src/lab/runner/mod.ts";

const CLIENT = path.join(import.meta.dirname, "../../test/operations/testdata/client.mjs");
/** Milliseconds that the client sleeps before it does anything, beside the 50 or so that its interpreter takes. */
const SLEEP = 250;
const COMMAND = [process.execPath, CLIENT, `start=${SLEEP}`] as const;
/** Seconds that a hundred cases may take on a machine with nothing else to do. */
const GOAL = 60;

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const parallel = standardParallel();

function secondsSince(began: number): number {
  return (performance.now() - began) / 1_000;
}

/** Seconds that so many starts of the client take, and nothing else: it breaks at its first step. */
async function measureFloor(cases: number): Promise<number> {
  const [command, ...args] = COMMAND;
  const began = performance.now();
  let left = cases;
  async function startAll(): Promise<void> {
    while (left > 0) {
      left -= 1;
      await once(spawn(command, [...args, "exit-at=1"], { stdio: "ignore" }), "exit");
    }
  }
  await Promise.all(Array.from({ length: parallel }, startAll));
  return secondsSince(began);
}

const server = await openCheckServer({ io: systemIo(), config: undefined });
const program = await programLaunch({ command: COMMAND, environment: { PATH: process.env["PATH"] } });
const began = performance.now();
const cpu = process.cpuUsage();
const report = await runCheck({ base: server.base, plan: "oauth2-basic", launch: program.launch, parallel });
const took = secondsSince(began);
const { user, system } = process.cpuUsage(cpu);
const cases = report.attempts.length;
await program.close();
await server.close();
const floor = await measureFloor(cases);

const figures = {
  name: "touchstone check",
  cases,
  parallel,
  /** Seconds of a hundred cases. */
  hundred: (took / cases) * 100,
  /** The same of starts of the client alone. */
  floor: (floor / cases) * 100,
  ratio: took / floor,
  /** Milliseconds of CPU that the lab and the runner take for a case. */
  cpu: (user + system) / 1_000 / cases,
  totals: report.totals,
};
if (values.json) console.log(JSON.stringify(figures, undefined, 2));
else {
  const columns = [
    figures.name.padEnd(30),
    `100 cases ${figures.hundred.toFixed(1)} s`,
    `floor ${figures.floor.toFixed(1)} s`,
    `time × ${figures.ratio.toFixed(2)}`,
    `CPU ${figures.cpu.toFixed(0)} ms a case`,
    `${parallel} clients at once`,
    `goal ${GOAL} s: ${figures.hundred <= GOAL ? "reached" : "missed"}`,
  ];
  console.log(columns.join("  "));
}
const { failed, inconclusive } = report.totals;
// What ends early is no measure.
process.exit(failed + inconclusive === 0 ? 0 : 1);
