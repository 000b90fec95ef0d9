import { type ChildProcess, spawn } from "node:child_process";
import type { Outcome } from "../judge/verdict.ts";
import type { ClientConfig } from "../runs/client_config.ts";
import { openBrowserPrograms } from "./browser_program.ts";
import { keptLines, lineReader } from "./kept_lines.ts";
import type { ClientIo, Launch } from "./launch.ts";
import { endGroup, holdGroup } from "./process_group.ts";
import { redactLine } from "./redact_line.ts";
import { REFUSED_EXIT, type Statement, statementIn, statementOfExit } from "./statement.ts";
import { clientEnvironment, secretsOf } from "./variables.ts";

/** The command cannot be started at all, which no other scenario would change. */
export class LaunchFailed extends Error {
  override readonly name = "LaunchFailed";
}

/** Which command is the client, and how it is read. */
export interface ProgramLaunchOptions {
  /** A program and its arguments; no shell is between. */
  readonly command: readonly [string, ...string[]];
  /** Its environment, besides what it is told of the scenario. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The exit status by which it says that it refused; 76 when not given. */
  readonly refusedExit?: number;
  /** Called with every line that it prints, redacted. */
  readonly onLine?: (line: string, config: ClientConfig) => void;
}

/** A command as a client, which is started anew for each scenario. */
export interface ProgramLaunch {
  readonly launch: Launch;
  /** Removes what it made; clients have ended before. */
  close(): Promise<void>;
}

/** How a program ended. */
interface Ending {
  readonly exit: number | undefined;
}

/** Settles when a program has ended and all that it wrote is read. Rejects when it cannot be started. */
function endingOf(child: ChildProcess, name: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      const why = "code" in cause && cause.code === "ENOENT" ? "there is no such program" : cause.message;
      reject(new LaunchFailed(`Cannot start '${name}': ${why}`, { cause }));
    });
    // What it left in the background may hold its pipes open: those are not waited for.
    child.once("exit", (exit) => {
      const ending = { exit: exit ?? undefined };
      const late = setTimeout(() => resolve(ending), 200);
      child.once("close", () => {
        clearTimeout(late);
        resolve(ending);
      });
    });
  });
}

/** Writes answers to the standard input of a program, a line each, for as long as it reads them. */
async function feed(child: ChildProcess, io: ClientIo): Promise<void> {
  for (let answer = await io.nextAnswer(); answer !== undefined; answer = await io.nextAnswer()) {
    child.stdin?.write(`${answer}\n`);
  }
}

/** Makes a client of a command. */
export async function programLaunch(options: ProgramLaunchOptions): Promise<ProgramLaunch> {
  const {
    command: [file, ...args],
    environment,
    refusedExit = REFUSED_EXIT,
    onLine,
  } = options;
  const browsers = await openBrowserPrograms();

  async function launch(config: ClientConfig, io: ClientIo): Promise<Outcome> {
    const browser = await browsers.make(io.open);
    const kept = keptLines();
    const secrets = secretsOf(config);
    let stated: Statement | undefined;

    function heard(line: string): void {
      stated = statementIn(line) ?? stated;
      io.print(line);
      const shown = redactLine(line, secrets);
      kept.add(shown);
      onLine?.(shown, config);
    }

    const child = spawn(file, args, {
      env: clientEnvironment(environment, { config, browser: browser.path }),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    holdGroup(child);
    const readers = [child.stdout, child.stderr].map((stream) => {
      const reader = lineReader(heard);
      stream.on("data", (chunk: Buffer) => reader.take(chunk));
      return reader;
    });
    // A client that does not read its answers, or has closed its input, does nothing wrong.
    child.stdin.on("error", () => undefined);
    const ending = endingOf(child, file);
    const feeding = feed(child, io);
    function end(): void {
      void endGroup(child);
    }
    io.signal.addEventListener("abort", end, { once: true });
    if (io.signal.aborted) end();
    try {
      const { exit } = await ending;
      for (const reader of readers) reader.end();
      const timedOut = io.signal.aborted;
      return outcomeOf({ exit: timedOut ? undefined : exit, timedOut, stated, refusedExit, output: kept.all() });
    } finally {
      io.signal.removeEventListener("abort", end);
      if (child.pid !== undefined) await endGroup(child);
      await browser.forget();
      void feeding;
    }
  }

  return { launch, close: () => browsers.close() };
}

interface Seen extends Ending {
  readonly timedOut: boolean;
  readonly stated: Statement | undefined;
  readonly refusedExit: number;
  readonly output: readonly string[];
}

/** What is known of how a program ended: a line that it printed says more than its status. */
export function outcomeOf({ exit, timedOut, stated, refusedExit, output }: Seen): Outcome {
  const byExit = exit === undefined ? undefined : statementOfExit(exit, refusedExit);
  return {
    ...(stated === undefined ? {} : { ...stated, statedBy: "line" }),
    ...(stated !== undefined || byExit === undefined ? {} : { statement: byExit, statedBy: "exit" }),
    ...(exit === undefined ? {} : { exit }),
    ...(timedOut ? { timedOut } : {}),
    output,
  };
}
