import { rm } from "node:fs/promises";
import { findPostgres } from "./find_postgres.ts";
import { findRedis } from "./find_redis.ts";
import { ProvisionError } from "./provision_error.ts";
import { findServerAccount, type ServerAccount } from "./server_account.ts";
import { type PrivateServer, startPostgres } from "./start_postgres.ts";
import { startRedis } from "./start_redis.ts";
import { findTemporaryBase, makeTemporaryFolder, sweepTemporaryFolders } from "./temporary_folder.ts";

/** What is wanted. */
export interface OpenTemporaryServicesOptions {
  readonly wantPostgres: boolean;
  readonly wantRedis: boolean;
  readonly log: (line: string) => void;
}

/** Servers for tests: forgetful, private to this process, gone with it. */
export interface TemporaryServices {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Process numbers of the servers. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

interface Context {
  readonly base: string;
  readonly account: ServerAccount | undefined;
  readonly log: (line: string) => void;
}

/**
 * Start a real Postgres and a real Redis for tests, fetching what the machine lacks.
 *
 * @throws {ProvisionError} When one of them cannot be found, fetched or started.
 */
export async function openTemporaryServices(options: OpenTemporaryServicesOptions): Promise<TemporaryServices> {
  const { wantPostgres, wantRedis, log } = options;
  const account = await findServerAccount();
  const base = await findTemporaryBase(account);
  for (const folder of await sweepTemporaryFolders(base)) log(`removed what an earlier run left: ${folder}`);
  const context: Context = { base, account, log };
  const [postgres, redis] = await Promise.allSettled([
    wantPostgres ? openPostgres(context) : undefined,
    wantRedis ? openRedis(context) : undefined,
  ]);
  const servers = [postgres, redis].flatMap((outcome) =>
    outcome.status === "fulfilled" && outcome.value !== undefined ? [outcome.value] : [],
  );
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  if (postgres.status === "fulfilled" && redis.status === "fulfilled") {
    return { databaseUrl: postgres.value?.url, redisUrl: redis.value?.url, pids: servers.map(({ pid }) => pid), stop };
  }
  await stop();
  throw postgres.status === "rejected" ? postgres.reason : redis.status === "rejected" ? redis.reason : undefined;
}

async function openPostgres(context: Context): Promise<PrivateServer> {
  const { account, log } = context;
  const { binaries, tried } = await findPostgres({ account, log });
  if (binaries === undefined) {
    throw new ProvisionError(
      `Cannot find PostgreSQL 15 or newer; install it, or set PG_BIN to its folder of programs, or TEST_DATABASE_URL to a server\n${tried.join("\n")}`,
    );
  }
  return inTemporaryFolder(context, (folder) => startPostgres({ folder, durable: false, binaries, account }));
}

async function openRedis(context: Context): Promise<PrivateServer> {
  const { account, log } = context;
  const { binaries, tried } = await findRedis({ fetch: true, account, log });
  if (binaries === undefined) {
    throw new ProvisionError(
      `Cannot find Redis 6.2 or newer, or Valkey; install it (apt install redis-server, brew install redis), or set REDIS_BIN to the program, or TEST_REDIS_URL to a server\n${tried.join("\n")}`,
    );
  }
  return inTemporaryFolder(context, (folder) => startRedis({ folder, durable: false, binaries, account }));
}

/** The guard removes the folder after a stop; here it is removed as well when the server has ended by itself. */
async function inTemporaryFolder(
  { base, account }: Context,
  start: (folder: string) => Promise<PrivateServer>,
): Promise<PrivateServer> {
  const folder = await makeTemporaryFolder(base, account);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const server = await start(folder);
    return { ...server, stop: () => server.stop().then(remove) };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}
