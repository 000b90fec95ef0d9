/**
 * `node --import tsx scripts/bench/check.ts`: how long `touchstone check` takes for a hundred cases.
 *
 * The client is a plain program that takes 0.3 s to start, as many do; the rest is what the lab adds: an issuer for each
 * case, the person's way through its pages, and the verdict.
 */
import path from "node:path";
import { openCheckServer } from "../../src/cli/check_server.ts";
import { standardParallel } from "../../src/cli/check.ts";
import { systemIo } from "../../src/cli/mod.ts";
import { programLaunch, runCheck } from "../../src/lab/runner/mod.ts";

const CLIENT = path.join(import.meta.dirname, "../../test/operations/testdata/client.mjs");
/** Milliseconds that the client sleeps before it does anything, beside the 50 or so that its interpreter takes. */
const SLEEP = 250;

const server = await openCheckServer({ io: systemIo(), config: undefined });
const program = await programLaunch({
  command: [process.execPath, CLIENT, `start=${SLEEP}`],
  environment: { PATH: process.env["PATH"] },
});
const parallel = standardParallel();
const began = performance.now();
const cpu = process.cpuUsage();
const report = await runCheck({ base: server.base, plan: "oauth2-basic", launch: program.launch, parallel });
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(cpu);
const cases = report.attempts.length;

console.log(`${cases} cases, ${parallel} clients at once: ${seconds.toFixed(1)} s`);
console.log(`a hundred cases: ${((seconds / cases) * 100).toFixed(1)} s`);
console.log(`of which this program's CPU: ${((user + system) / 1_000_000 / cases).toFixed(3)} s a case`);
console.log(report.totals);
await program.close();
await server.close();
process.exit(0);
