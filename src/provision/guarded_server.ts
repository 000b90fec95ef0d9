import { spawn, type ChildProcessByStdio } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { Socket } from "node:net";
import { ProvisionError } from "./provision_error.ts";
import { asAccount } from "./run_command.ts";
import type { ServerAccount } from "./server_account.ts";

/** A server whose life is tied to this process. */
export interface GuardedServer {
  readonly pid: number;
  /** Settles when the server has ended, for whatever reason, with its exit status. */
  readonly ended: Promise<number | null>;
  /** Ask it to stop, in earnest after the patience, and wait for its end. May be called twice. */
  stop(): Promise<void>;
}

/** What is started, and how it is stopped. */
export interface StartGuardedOptions {
  readonly args: readonly string[];
  readonly account: ServerAccount | undefined;
  /** Folders with shared libraries that the program needs. */
  readonly libraries?: readonly string[];
  /** Variables of its environment beside the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where the server's output goes; emptied at each start. */
  readonly logFile: string;
  /** Sent each second until it has stopped. */
  readonly stopSignal: "INT" | "QUIT" | "TERM";
  /** For a server that has not stopped after the patience. */
  readonly forceSignal: "QUIT" | "KILL";
  /** Seconds. */
  readonly patience: number;
  /** Removed with all that is in it when the server was stopped. */
  readonly removeFolder?: string;
}

/**
 * The guard: a shell in a session of its own (so a Ctrl-C at the terminal does not reach it), parent of the server. It
 * reads a pipe that only this process holds open; when this process ends, even by SIGKILL, the pipe closes and the
 * shell stops the server. The signal is repeated, since a program that has just been started may not hear the first.
 * A folder is removed only after such a stop: that of a server which ended by itself holds the log that says why. It is
 * `true` that marks it, not `:`, at whose failure the shell would end: somebody may have removed the folder already.
 * The guard prints the server's process number first and ends with the server's status.
 */
const GUARD = `
umask 077
exec 3<&0 </dev/null
trap '' HUP INT QUIT TERM
log=$1 remove=$2 stop=$3 force=$4 patience=$5
shift 5
( trap - HUP TERM; exec "$@" ) >"$log" 2>&1 3<&- &
server=$!
echo "$server"
exec >/dev/null 2>&1
(
  read -r _ <&3
  if [ -n "$remove" ]; then true >"$remove/asked"; fi
  while [ "$patience" -gt 0 ]; do
    kill -s "$stop" "$server" || exit
    sleep 1
    patience=$((patience - 1))
  done
  kill -s "$force" "$server"
) &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill -s KILL "$watcher"
if [ -e "$remove/asked" ]; then rm -rf -- "$remove"; fi
exit "$status"
`;

/**
 * Start a server under a guard.
 *
 * @throws {ProvisionError} When the guard cannot be started.
 */
export async function startGuarded(file: string, options: StartGuardedOptions): Promise<GuardedServer> {
  const { logFile, removeFolder = "", stopSignal, forceSignal, patience } = options;
  const ways = [logFile, removeFolder, stopSignal, forceSignal, String(patience)];
  const guard = spawn("/bin/sh", ["-c", GUARD, "guard", ...ways, file, ...options.args], {
    ...asAccount(options.account),
    cwd: "/",
    detached: true,
    env: { ...serverEnvironment(options.libraries), ...options.variables },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<number | null>((resolve) => {
    guard.once("exit", resolve);
    guard.once("error", () => resolve(null));
  });
  guard.stdin.on("error", () => {}); // the guard is gone already: its exit tells
  const pid = await readPid(guard, file);
  letGo(guard);
  return {
    pid,
    ended,
    async stop() {
      guard.ref();
      guard.stdin.end();
      await ended;
    },
  };
}

/** The end of a server's log, to show in an error. */
export async function readLogTail(logFile: string): Promise<string> {
  try {
    return (await readFile(logFile, "utf8")).trim().slice(-1500);
  } catch {
    return "(it wrote no log)";
  }
}

/** The environment of a server: nothing of ours but the search path. */
export function serverEnvironment(libraries: readonly string[] = []): NodeJS.ProcessEnv {
  const searchPath = process.env["PATH"] ?? "/usr/bin:/bin";
  return {
    PATH: searchPath,
    LC_ALL: "C",
    ...(libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(":") }),
  };
}

type Guard = ChildProcessByStdio<Writable, Readable, null>;

function readPid(guard: Guard, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const refuse = (cause?: unknown): void => reject(new ProvisionError(`Cannot start '${file}'`, { cause }));
    guard.once("error", refuse);
    guard.stdout.setEncoding("utf8");
    guard.stdout.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\n")) resolve(Number.parseInt(text, 10));
    });
    guard.stdout.once("end", refuse);
  });
}

/** A forgotten server must not keep this process alive; the guard sees to its end. */
function letGo(guard: Guard): void {
  guard.unref();
  for (const stream of [guard.stdin, guard.stdout]) if (stream instanceof Socket) stream.unref();
}
