import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { Client } from "pg";

/** A child process that holds private services, leader of a process group as a program at a terminal is. */
export interface Holder {
  readonly pid: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Send it a signal and wait for its end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Start a process that opens the services of a folder, or temporary ones, and wait until they are open. */
export async function startHolder(dataDir?: string): Promise<Holder> {
  const program = new URL("holder_program.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--import", "tsx", program, ...(dataDir === undefined ? [] : [dataDir])], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { ...(JSON.parse(line) as { databaseUrl: string; redisUrl: string }), pid: child.pid!, end: endOf(child) };
}

/** Wait until a condition holds; mocha's time limit ends a wait in vain. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

/** Run one statement. */
export async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  // a server that is on its way out says so between two answers; the query that it breaks tells it as well
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Run one command. */
export async function command(url: string, [name, ...args]: readonly [string, ...string[]]): Promise<unknown> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, lazyConnect: true });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

/** Whether something answers at the port of a URL. */
export async function listens(url: string): Promise<boolean> {
  return url.startsWith("redis")
    ? command(url, ["PING"]).then(
        () => true,
        () => false,
      )
    : query(url, "select 1").then(
        () => true,
        () => false,
      );
}

/** A process below another. */
export interface Descendant {
  readonly pid: number;
  readonly command: string;
}

/** The children of a process, their children, and so on: of a holder, the guards and their servers. */
export async function descendantsOf(pid: number): Promise<readonly Descendant[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,comm="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const found = new Set([String(pid)]);
  // a parent is listed before its children, unless numbers have begun again: so look as often as something is found
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [child = "", parent = ""] of rows) if (found.has(parent)) found.add(child);
  }
  found.delete(String(pid));
  return rows
    .filter(([child = ""]) => found.has(child))
    .map(([child, , command = ""]) => ({ pid: Number(child), command }));
}

function endOf(child: ChildProcess): Holder["end"] {
  return async (signal) => {
    const ended = once(child, "exit");
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await ended;
  };
}
