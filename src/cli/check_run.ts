import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ClientConfig, RunReport } from "../lab/mod.ts";
import type { OpenBrowser, RunCheckOptions } from "../lab/runner/mod.ts";
import {
  type Baseline,
  baselineOf,
  type Compared,
  compareWith,
  parseBaseline,
  printBaseline,
} from "./check_baseline.ts";
import { failureIn } from "./check_end.ts";
import { startCheckProgress } from "./check_progress.ts";
import { openCheckServer } from "./check_server.ts";
import { printReport } from "./check_table.ts";
import { type Closers, createClosers } from "./closers.ts";
import type { CommonOptions } from "./command_line.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { note, printAnswer } from "./output.ts";
import { watchForStop } from "./stop_request.ts";
import { styleFor } from "./style.ts";
import { printTable } from "./table.ts";

/** What `check` is called with. */
export interface CheckOptions extends CommonOptions {
  readonly plan: string;
  readonly scenario?: readonly string[];
  readonly setup?: readonly string[];
  readonly server?: string;
  readonly reportHtml?: string;
  readonly junit?: string;
  readonly sarif?: string;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly parallel: number;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly startTimeout: number;
  readonly redirectUri?: string;
  readonly browser?: boolean;
  readonly refusedExit?: number;
  readonly keepOutput?: string;
  readonly list?: boolean;
}

/** What `check` was called with. */
export interface CheckCall {
  /** The client and its arguments. */
  readonly command: readonly string[];
  readonly options: CheckOptions;
}

type NonEmpty = readonly [string, ...string[]];

function isNonEmpty(words: readonly string[]): words is NonEmpty {
  return words.length > 0;
}

function refuseUsage(message: string): never {
  throw new CommandFailed(message, { exitCode: EXIT.usage });
}

/** Checks a client, or lists what would be checked. */
export async function check(io: Io, { command, options }: CheckCall): Promise<void> {
  const { writeBaseline, baseline, list } = options;
  if (writeBaseline === true && baseline === undefined) refuseUsage("Give the file to write: --baseline FILE");
  if (list !== true && !isNonEmpty(command)) refuseUsage("Give the command of the client behind --, or --list");
  const closers = createClosers();
  try {
    const base = options.server ?? (await openServer(io, { options, closers }));
    if (list === true) await listAll(io, { base, options });
    else if (isNonEmpty(command)) await checkAt(io, { base, command, options, closers });
  } catch (error) {
    throw failureOf(error);
  } finally {
    await closers.closeAll();
  }
}

function hasName(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

/** What to tell of errors of the runner, which is only loaded where it is needed, and so known by their names. */
function failureOf(error: unknown): unknown {
  if (hasName(error, "LaunchFailed")) return new CommandFailed(error.message, { exitCode: EXIT.usage, cause: error });
  if (hasName(error, "NoChromium")) return new CommandFailed(error.message, { exitCode: EXIT.failed, cause: error });
  if (!hasName(error, "LabRefused")) return error;
  // What the lab does not take was asked for on the command line; all else is between the two programs.
  const status = "status" in error ? Number(error.status) : 0;
  const isMistake = status >= 400 && status < 500 && status !== 404;
  return new CommandFailed(error.message, { exitCode: isMistake ? EXIT.usage : EXIT.failed, cause: error });
}

interface Opening {
  readonly options: CheckOptions;
  readonly closers: Closers;
}

async function openServer(io: Io, { options, closers }: Opening): Promise<string> {
  const server = await openCheckServer({ io, config: options.config });
  closers.add(() => server.close());
  return server.base;
}

interface Checking extends Opening {
  readonly base: string;
  readonly command: NonEmpty;
}

/** What to run, as the runner takes it. */
function chosen({ plan, scenario, setup }: CheckOptions): Pick<RunCheckOptions, "plan" | "scenarios" | "setups"> {
  return {
    plan,
    ...(scenario === undefined ? {} : { scenarios: scenario }),
    ...(setup === undefined ? {} : { setups: setup }),
  };
}

async function listAll(io: Io, { base, options }: Pick<Checking, "base" | "options">): Promise<void> {
  const { listCheck } = await import("../lab/runner/mod.ts");
  const attempts = await listCheck({ base, ...chosen(options) });
  const rows = attempts.map(({ name, setup, title, patience }) => [
    name,
    setup,
    patience === 0 ? "" : `${Math.ceil(patience / 1_000)} s`,
    title,
  ]);
  printAnswer(io, {
    asJson: options.json === true,
    text: printTable(["CASE", "SETUP", "WAITS", "WHAT IS TRIED"], rows),
    json: attempts,
  });
}

async function checkAt(io: Io, checking: Checking): Promise<void> {
  const { options } = checking;
  const baseline = await readBaseline(options);
  const { report, wasInterrupted } = await runAt(io, checking);
  const isWhole = options.scenario === undefined && options.setup === undefined;
  const compared = compareWith(baseline ?? { plan: options.plan, expected: [] }, { ...report, isWhole });
  await answer(io, { report, compared, options });
  if (wasInterrupted) {
    throw new CommandFailed("Interrupted: what was not begun is not exercised", {
      exitCode: EXIT.interrupted,
      isAnswered: true,
    });
  }
  await writeReports(io, { report, options });
  if (options.writeBaseline === true) return writeBaselineOf(io, { report, options });
  const failure = failureIn(report, compared);
  if (failure !== undefined) throw failure;
}

async function readBaseline({ baseline: file, writeBaseline, plan }: CheckOptions): Promise<Baseline | undefined> {
  if (file === undefined || writeBaseline === true) return undefined;
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const says = `Cannot read the baseline '${file}': --write-baseline makes one`;
    throw new CommandFailed(says, { exitCode: EXIT.refused, cause });
  });
  return parseBaseline(text, { file, plan });
}

interface Ran {
  readonly report: RunReport;
  readonly wasInterrupted: boolean;
}

async function runAt(io: Io, { base, command, options, closers }: Checking): Promise<Ran> {
  const { refusedExit, redirectUri, keepOutput, parallel, timeout, startTimeout } = options;
  const { programLaunch, runCheck } = await import("../lab/runner/mod.ts");
  const { silentLog } = await import("../platform/mod.ts");
  const program = await programLaunch({
    command,
    environment: io.environment,
    ...(refusedExit === undefined ? {} : { refusedExit }),
    ...(keepOutput === undefined ? {} : { onLine: await outputKeeper(keepOutput, closers) }),
  });
  closers.add(() => program.close());
  const browser = options.browser === true ? await openChromium(io, closers) : undefined;
  const progress = startCheckProgress(io);
  const interrupted = new AbortController();
  const watch = watchForStop({ log: silentLog, force: () => process.exit(EXIT.interrupted) });
  void watch.asked.then(() => interrupted.abort());
  try {
    const report = await runCheck({
      base,
      ...chosen(options),
      name: nameOf(command),
      launch: program.launch,
      parallel,
      timeout: timeout * 1_000,
      startTimeout: startTimeout * 1_000,
      ...(redirectUri === undefined ? {} : { redirectUri }),
      ...(browser === undefined ? {} : { openBrowser: browser }),
      onProgress: (event) => progress.hear(event),
      signal: interrupted.signal,
    });
    return { report, wasInterrupted: interrupted.signal.aborted };
  } finally {
    progress.end();
    watch.release();
  }
}

async function openChromium(io: Io, closers: Closers): Promise<OpenBrowser> {
  const { chromiumBrowser } = await import("../lab/runner/mod.ts");
  const chromium = await chromiumBrowser(io.environment);
  closers.add(() => chromium.close());
  return chromium.open;
}

/** A name for reports: the program and what it runs; further arguments may hold what nobody should read. */
export function nameOf([file, first]: NonEmpty): string {
  const script = first === undefined || first.startsWith("-") ? [] : [path.basename(first)];
  return [path.basename(file), ...script].join(" ").slice(0, 80);
}

/** Writes what clients print, a file for each scenario. */
async function outputKeeper(folder: string, closers: Closers): Promise<(line: string, config: ClientConfig) => void> {
  await mkdir(folder, { recursive: true });
  const texts = new Map<string, string>();
  closers.add(async () => {
    for (const [name, text] of texts) await writeFile(path.join(folder, `${name}.log`), text);
  });
  return (line, { scenario, setup }) => {
    const name = `${setup}.${scenario}`.replaceAll(/[^\w.-]/g, "_");
    texts.set(name, `${texts.get(name) ?? ""}${line}\n`);
  };
}

interface Answering {
  readonly report: RunReport;
  readonly options: CheckOptions;
}

async function answer(
  io: Io,
  { report, compared, options }: Answering & { readonly compared: Compared },
): Promise<void> {
  const { VERDICTS: words } = await import("../lab/mod.ts");
  const text = printReport(report, { style: styleFor(io), words });
  printAnswer(io, { asJson: options.json === true, text, json: report });
  if (compared.expected.length > 0) note(io, `${compared.expected.length} failed as the baseline expects`);
}

async function writeReports(io: Io, { report, options }: Answering): Promise<void> {
  const { reportHtml, reportJunit, reportSarif } = await import("../lab/reports/mod.ts");
  const wanted = [
    [options.reportHtml, (report: RunReport) => reportHtml(report)],
    [options.junit, reportJunit],
    [options.sarif, reportSarif],
  ] as const;
  for (const [file, print] of wanted) {
    if (file === undefined) continue;
    await writeOut(file, print(report));
    note(io, `Wrote ${file}`);
  }
}

async function writeBaselineOf(io: Io, { report, options: { baseline: file = "" } }: Answering): Promise<void> {
  const baseline = baselineOf(report);
  await writeOut(file, printBaseline(baseline));
  note(io, `Wrote ${file}, which expects ${baseline.expected.length} failures`);
}

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw new CommandFailed(`Cannot write '${file}'`, { exitCode: EXIT.failed, cause });
  }
}
