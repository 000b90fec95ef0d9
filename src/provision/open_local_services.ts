import path from "node:path";
import { removeConnection, writeConnection } from "./connection_file.ts";
import { DataFolderBusyError, takeDataLock } from "./data_lock.ts";
import { findPostgres } from "./find_postgres.ts";
import { findRedis } from "./find_redis.ts";
import { stopLeftovers } from "./leftovers.ts";
import { findKeptMajor } from "./postgres_cluster.ts";
import { messageOf, ProvisionError } from "./provision_error.ts";
import { findServerAccount, type ServerAccount } from "./server_account.ts";
import { openServicesFolder } from "./services_folder.ts";
import { type PrivateServer, startPostgres } from "./start_postgres.ts";
import { startRedis } from "./start_redis.ts";

/** What is wanted of a data folder. */
export interface OpenLocalServicesOptions {
  /** The folder that keeps the data between runs; made when missing. */
  readonly dataDir: string;
  /** False where a Postgres is configured. */
  readonly wantPostgres: boolean;
  /** False where a Redis is configured, or none is wanted. */
  readonly wantRedis: boolean;
  /** False for a program that stops in a moment: others wait for its end instead of sharing its servers. */
  readonly announce?: boolean;
  readonly log: (line: string) => void;
}

/** The private servers of a data folder, which is ours until they are stopped. */
export interface LocalServices {
  /** Undefined when it was not wanted. With the password in it: not for a log. */
  readonly databaseUrl: string | undefined;
  /** For the log: whose Postgres it is, and its version. */
  readonly databaseFrom: string;
  /** Undefined when it was not wanted, or when the machine has none. */
  readonly redisUrl: string | undefined;
  /** For the log: whose Redis it is, or why there is none. */
  readonly redisFrom: string;
  /** Settles with a sentence when a server ends that nobody stopped. */
  readonly failed: Promise<string>;
  /** Stop the servers in order and give the data folder back. May be called twice. */
  stop(): Promise<void>;
}

interface Context extends OpenLocalServicesOptions {
  readonly folder: string;
  readonly account: ServerAccount | undefined;
}

interface Opened {
  readonly name: string;
  readonly server: PrivateServer | undefined;
  readonly from: string;
}

/**
 * Open the private servers of a data folder: take the folder, stop what a killed predecessor left, start Postgres and,
 * where the machine has one, Redis.
 *
 * @throws {DataFolderBusyError} When another living program has the folder.
 * @throws {ProvisionError} When Postgres is wanted and cannot be found or started.
 */
export async function openLocalServices(options: OpenLocalServicesOptions): Promise<LocalServices> {
  const dataDir = path.resolve(options.dataDir);
  if (/[\r\n]/.test(dataDir)) throw new ProvisionError("Cannot use a data folder with a line break in its name");
  const account = await findServerAccount(dataDir);
  const folder = await openServicesFolder(dataDir, { account, log: options.log });
  const lock = await takeDataLock(folder, dataDir);
  const context: Context = { ...options, dataDir, folder, account };
  try {
    await sweep(context);
    const [postgres, redis] = await startBoth(context);
    const [databaseUrl, redisUrl] = [postgres.server?.url, redis.server?.url];
    const servers = [postgres, redis];
    const stopOnce = once(async () => {
      await removeConnection(dataDir);
      await stopAll(servers);
      await lock.release();
    });
    try {
      if (!(await lock.isOurs())) throw new DataFolderBusyError(dataDir, lock.holder.pid);
      if (options.announce !== false) await writeConnection(dataDir, { holder: lock.holder, databaseUrl, redisUrl });
    } catch (thrown) {
      await stopAll(servers);
      throw thrown;
    }
    const failed = firstFailure(servers, stopOnce.called);
    return { databaseUrl, databaseFrom: postgres.from, redisUrl, redisFrom: redis.from, failed, stop: stopOnce.run };
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

async function sweep({ folder, log }: Context): Promise<void> {
  const stopped = await stopLeftovers({
    postgresData: path.join(folder, "postgres/data"),
    redis: path.join(folder, "redis"),
    durable: true,
  });
  if (stopped.length > 0) log(`stopped what a killed predecessor left running: ${stopped.join(", ")}`);
}

/** When one of the two cannot be started, the other is stopped before the error goes on. */
async function startBoth(context: Context): Promise<readonly [Opened, Opened]> {
  const [postgres, redis] = await Promise.allSettled([openPostgres(context), openRedis(context)]);
  if (postgres.status === "fulfilled" && redis.status === "fulfilled") return [postgres.value, redis.value];
  await stopAll([postgres, redis].flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : [])));
  throw postgres.status === "rejected" ? postgres.reason : redis.status === "rejected" ? redis.reason : undefined;
}

async function openPostgres({ wantPostgres, folder, account, log }: Context): Promise<Opened> {
  const name = "Postgres";
  if (!wantPostgres) return { name, server: undefined, from: "as configured" };
  const major = await findKeptMajor(folder);
  const { binaries, tried } = await findPostgres({ account, major, log });
  if (binaries === undefined) {
    const kept = major === undefined ? "15 or newer" : `${major}, which made the data in '${folder}'`;
    throw new ProvisionError(
      `Cannot find PostgreSQL ${kept}; install it, or set PG_BIN to its folder of programs, or DATABASE_URL to a server\n${tried.join("\n")}`,
    );
  }
  const server = await startPostgres({ folder, durable: true, binaries, account });
  return { name, server, from: `PostgreSQL ${binaries.version} of ${binaries.from}` };
}

/** A Redis that is there but does not start is as good as none: what it holds may be lost. */
async function openRedis({ wantRedis, folder, account, log }: Context): Promise<Opened> {
  const name = "Redis";
  if (!wantRedis) return { name, server: undefined, from: "not wanted" };
  try {
    const { binaries } = await findRedis({ fetch: false, account });
    if (binaries === undefined)
      return { name, server: undefined, from: "no redis-server or valkey-server on this machine" };
    const server = await startRedis({ folder, durable: true, binaries, account });
    return { name, server, from: `${binaries.from} ${binaries.version}` };
  } catch (thrown) {
    log(messageOf(thrown));
    return { name, server: undefined, from: "the machine's Redis does not start" };
  }
}

async function stopAll(opened: readonly Opened[]): Promise<void> {
  await Promise.all(opened.map(async ({ server }) => server?.stop()));
}

function firstFailure(opened: readonly Opened[], stopped: () => boolean): Promise<string> {
  return new Promise((resolve) => {
    const watch = async (name: string, ended: Promise<number | null>): Promise<void> => {
      const status = await ended;
      if (!stopped()) resolve(`The private ${name} ended by itself with status ${String(status)}`);
    };
    for (const { name, server } of opened) if (server !== undefined) void watch(name, server.ended);
  });
}

/** An action that happens once however often it is asked for; each caller waits for its end. */
function once(action: () => Promise<void>): { readonly run: () => Promise<void>; readonly called: () => boolean } {
  let running: Promise<void> | undefined;
  return { run: () => (running ??= action()), called: () => running !== undefined };
}
