import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { SETTINGS } from "../../src/server/mod.ts";

/** How a program ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program of the project in a process of its own, as a person or a supervisor starts it. */
export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line on standard output, as JSON: what `--json` announces. */
  readonly announced: Promise<Readonly<Record<string, unknown>>>;
  readonly ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

const SOURCE = ["--import", "tsx", "src/main.ts"];

/** This process's environment without any setting: the machine's own would decide the test. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !(name in SETTINGS) && !name.startsWith("npm_"));
  return Object.fromEntries(kept);
}

/** Starts the program; with other words in the place of `node --import tsx src/main.ts` when they are given. */
export function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  program: readonly string[] = SOURCE,
): Program {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { ...bareEnvironment(), LOG_LEVEL: "warn", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, ...written })));
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const end = written.out.indexOf("\n");
      if (end >= 0) resolve(written.out.slice(0, end));
    });
    void ended.then(({ code, err }) => reject(new TypeError(`Ended with ${code} before it was ready: ${err}`)));
  });
  const announced = firstLine.then((line): Readonly<Record<string, unknown>> => JSON.parse(line));
  // Whoever waits for the end alone need not hear that it was never ready.
  announced.catch(() => undefined);
  return {
    child,
    pid: child.pid!,
    announced,
    ended,
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Command lines of processes that name a folder. */
export async function processesNaming(folder: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "args="]);
  return stdout.split("\n").filter((line) => line.includes(folder));
}

/** What a line for the shell would call curl with: the shell takes it apart, as it will for a newcomer. */
async function curlArguments(line: string): Promise<readonly string[]> {
  const script = `curl() { for word; do printf '%s\\n' "$word"; done; }; ${line}`;
  const { stdout } = await promisify(execFile)("sh", ["-c", script]);
  return stdout.trimEnd().split("\n");
}

/** Carries out a printed curl line without curl, which a bare machine lacks. */
export async function runCurl(
  line: string,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const words = await curlArguments(line);
  const after = (flag: string) => words.filter((_word, index) => words[index - 1] === flag);
  const response = await fetch(words.at(-1)!, {
    method: "POST",
    headers: {
      Authorization: `Basic ${Buffer.from(after("-u")[0]!).toString("base64")}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: after("-d").join("&"),
  });
  return { status: response.status, body: await response.json() };
}
