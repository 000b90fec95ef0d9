import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readPostmasterFile } from "./postmaster_file.ts";
import { commandLineOf, identifyProcess, isSameProcess } from "./process_identity.ts";
import { systemCodeOf } from "./provision_error.ts";

/** Where a server that was left behind keeps its things. */
export interface LeftoverPlaces {
  /** The data folder of a Postgres. */
  readonly postgresData?: string;
  /** The folder of a Redis. */
  readonly redis?: string;
  /** False where the data are thrown away anyhow: then a Postgres is stopped at once. */
  readonly durable: boolean;
}

/** A process of which we know what it is. */
interface Leftover {
  readonly pid: number;
  readonly identity: string;
  /** Sent one after another until it has ended. */
  readonly signals: readonly NodeJS.Signals[];
}

/** Milliseconds for each signal to have its effect. */
const PATIENCE = 10_000;

/**
 * Stop the servers of a folder whose program and guard were both killed, and wait for those that a guard is stopping.
 *
 * The caller holds the folder's lock, so whatever runs there is nobody's.
 *
 * @returns The process numbers of those that were stopped.
 */
export async function stopLeftovers(places: LeftoverPlaces): Promise<readonly number[]> {
  const found = [await findPostgresLeftover(places), await findRedisLeftover(places)].filter(
    (one) => one !== undefined,
  );
  await Promise.all(found.map((leftover) => stopLeftover(leftover)));
  return found.map(({ pid }) => pid);
}

/** A file may name a number that is another program's by now: only a process with that folder in its command line is meant. */
async function findPostgresLeftover({ postgresData, durable }: LeftoverPlaces): Promise<Leftover | undefined> {
  const state = postgresData === undefined ? undefined : await readPostmasterFile(postgresData);
  if (state === undefined || postgresData === undefined) return undefined;
  if (!(await commandLineOf(state.pid))?.includes(` ${postgresData}`)) return undefined;
  return describe(state.pid, durable ? ["SIGINT", "SIGQUIT", "SIGKILL"] : ["SIGQUIT", "SIGKILL"]);
}

/** Redis writes its address over its command line: the port from its configuration tells it from another. */
async function findRedisLeftover({ redis }: LeftoverPlaces): Promise<Leftover | undefined> {
  if (redis === undefined) return undefined;
  const [pid, config] = await Promise.all([
    readText(path.join(redis, "redis.pid")),
    readText(path.join(redis, "redis.conf")),
  ]);
  const port = /^port (\d+)$/m.exec(config)?.[1];
  if (port === undefined || pid === "") return undefined;
  const commandLine = (await commandLineOf(Number(pid))) ?? "";
  return /redis|valkey/.test(commandLine) && commandLine.includes(`127.0.0.1:${port}`)
    ? describe(Number(pid), ["SIGTERM", "SIGKILL"])
    : undefined;
}

async function describe(pid: number, signals: readonly NodeJS.Signals[]): Promise<Leftover | undefined> {
  const identity = await identifyProcess(pid);
  return identity === undefined ? undefined : { pid, identity, signals };
}

async function stopLeftover({ pid, identity, signals }: Leftover): Promise<void> {
  for (const signal of signals) {
    if (!(await isSameProcess(pid, identity))) return;
    send(pid, signal);
    const deadline = performance.now() + PATIENCE;
    while (performance.now() < deadline && (await isSameProcess(pid, identity))) await sleep(20);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== "ESRCH") throw thrown;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    return "";
  }
}
