/**
 * `npm test`: starts a private Postgres and a private Redis (unless TEST_DATABASE_URL and TEST_REDIS_URL name others), runs
 * every test on them, or those that the arguments name, and closes with one line of counts.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { openTemporaryServices, type TemporaryServices } from "../src/provision/mod.ts";
import { provideChromium } from "../test/support/chromium.ts";
import { selectTestFiles, type Selection } from "./test_files.ts";
import { printCounts, printRepeat, REPORT_FILE, takeMochaReport, type TestResult, writeReport } from "./test_report.ts";

/** One run of mocha. */
interface MochaRun {
  readonly name: string;
  readonly files: readonly string[];
  readonly options: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const interrupted = new AbortController();

async function main(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interrupted.abort(signal));
  }
  const reportFile = process.env["TEST_REPORT"] ?? REPORT_FILE;
  await rm(reportFile, { force: true });
  const results = await runAll(await selectTestFiles(process.argv.slice(2)));
  await writeReport(reportFile, results);
  const repeat = printRepeat(results);
  if (repeat !== undefined) console.error(`\n${repeat}`);
  // dots may stand on the line before
  console.log(`\n${printCounts(results)}`);
  process.exit(interrupted.signal.aborted ? 130 : results.some(({ state }) => state === "failed") ? 1 : 0);
}

async function runAll(selection: Selection): Promise<readonly TestResult[]> {
  const { parallel, serial, options, unknown } = selection;
  if (unknown.length > 0) return unknown.map((file) => failure(file, "no such test file"));
  if (parallel.length + serial.length === 0) return [failure("npm test", "no test file found")];
  let services: TemporaryServices | undefined;
  try {
    const files = [...parallel, ...serial];
    if (files.some((file) => file.startsWith("test/browser/"))) await provideChromium({ log });
    services = await openServices(files);
    const env = environmentFor(services);
    const results: TestResult[] = [];
    for (const [folder, inFolder] of Object.entries(byFolder(parallel))) {
      const run = { name: folder, files: inFolder, options: ["--parallel", "--jobs", "2", ...options], env };
      results.push(...(await runMocha(run)));
    }
    return [...results, ...(await runMocha({ name: "serial", files: serial, options, env }))];
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return [failure("npm test", message)];
  } finally {
    await services?.stop();
  }
}

/** Each folder gets workers of its own, as a worker keeps all that it ever loaded: one for all tests would fill its heap. */
function byFolder(files: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const folders: Record<string, string[]> = {};
  for (const file of files) (folders[file.split("/")[0] ?? ""] ??= []).push(file);
  return folders;
}

/** The unit tests beside the modules need no services. */
async function openServices(files: readonly string[]): Promise<TemporaryServices | undefined> {
  const wantPostgres = !isSet("TEST_DATABASE_URL");
  const wantRedis = !isSet("TEST_REDIS_URL");
  const needed = files.some((file) => !file.startsWith("src/"));
  return needed && (wantPostgres || wantRedis) ? openTemporaryServices({ wantPostgres, wantRedis, log }) : undefined;
}

function environmentFor(services: TemporaryServices | undefined): NodeJS.ProcessEnv {
  const { databaseUrl, redisUrl } = services ?? {};
  return {
    ...process.env,
    ...(databaseUrl === undefined ? {} : { TEST_DATABASE_URL: databaseUrl }),
    ...(redisUrl === undefined ? {} : { TEST_REDIS_URL: redisUrl }),
    // what is thrown away whole need not be tidied
    ...(databaseUrl === undefined || redisUrl === undefined ? {} : { TEST_SERVICES: "temporary" }),
  };
}

/** The channel to mocha tells it when this process is killed: then it ends as well (mocha_setup.ts). */
async function runMocha({ name, files, options, env }: MochaRun): Promise<readonly TestResult[]> {
  if (files.length === 0 || interrupted.signal.aborted) return [];
  const resultFile = `.tmp/test_results_${process.pid}_${name}.json`;
  const mocha = new URL("../node_modules/mocha/lib/cli/cli.js", import.meta.url).pathname;
  const args = ["--import", "tsx", mocha, "--exit", "--reporter", "./scripts/test_reporter.ts", ...options, ...files];
  const child = spawn(process.execPath, args, {
    env: { ...env, TEST_RESULTS: resultFile },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const stop = (): boolean => child.kill("SIGINT");
  interrupted.signal.addEventListener("abort", stop, { once: true });
  const status = await new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
  interrupted.signal.removeEventListener("abort", stop);
  const { ended, results } = await takeMochaReport(resultFile);
  const told = status === 0 || results.some(({ state }) => state === "failed");
  if (ended && told) return results;
  return [...results, failure(`mocha (${name})`, `ended with status ${status} after ${results.length} tests`)];
}

function failure(title: string, error: string): TestResult {
  console.error(`${title}: ${error}`);
  return { title, file: "", state: "failed", duration: 0, error };
}

function isSet(name: string): boolean {
  return (process.env[name] ?? "") !== "";
}

function log(line: string): void {
  console.error(line);
}

await main();
