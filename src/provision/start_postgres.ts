import path from "node:path";
import type { PostgresBinaries } from "./find_postgres.ts";
import { startGuarded } from "./guarded_server.ts";
import { makeTemporaryCluster, openKeptCluster } from "./postgres_cluster.ts";
import { postgresArgs, postgresUrl } from "./postgres_settings.ts";
import { readPostmasterFile } from "./postmaster_file.ts";
import type { ServerAccount } from "./server_account.ts";
import { startUntilReady } from "./until_ready.ts";

/** A private server that runs. */
export interface PrivateServer {
  /** With the password in it: not for a log. */
  readonly url: string;
  readonly pid: number;
  /** Settles when the server has ended, asked or not, with its exit status. */
  readonly ended: Promise<number | null>;
  /** Stop it and wait for its end. */
  stop(): Promise<void>;
}

/** Where and how a private Postgres runs. */
export interface StartPostgresOptions {
  /** Kept: the data lie in `postgres` below it. Temporary: the folder itself is filled, and removed at the end. */
  readonly folder: string;
  /** Whether committed records outlive this program, and a power cut. */
  readonly durable: boolean;
  readonly binaries: PostgresBinaries;
  readonly account: ServerAccount | undefined;
}

/**
 * Start a private Postgres on a free loopback port, password demanded.
 *
 * It ends with this process, however that ends: a durable one in order ("fast": sessions are cut, what was committed is
 * on disk), a temporary one at once.
 *
 * @throws {ProvisionError} When it cannot be started; the message ends with its log.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<PrivateServer> {
  const { folder, durable, binaries, account } = options;
  const cluster = durable ? await openKeptCluster(folder, options) : await makeTemporaryCluster(folder, options);
  const { data, password } = cluster;
  const logFile = path.join(path.dirname(data), "log");
  const { server, port } = await startUntilReady({
    name: "Postgres",
    logFile,
    patience: durable ? 300_000 : 60_000,
    start: async (port) =>
      startGuarded(path.join(binaries.bin, "postgres"), {
        args: postgresArgs({ data, port, durable }),
        account,
        libraries: binaries.libraries,
        variables: await disbelieveFile(data),
        logFile,
        ...(durable ? STOP_IN_ORDER : { ...STOP_AT_ONCE, removeFolder: folder }),
      }),
    async isReady({ pid }) {
      const state = await readPostmasterFile(data);
      return state?.pid === pid && state.ready;
    },
  });
  return { url: postgresUrl({ port, password }), pid: server.pid, ended: server.ended, stop: () => server.stop() };
}

/**
 * After a crash, a living process may bear the number that Postgres left in its file, and Postgres would refuse to start
 * beside it. The caller holds the folder and has stopped what ran there, so the number is another program's; Postgres
 * does not mind one that it is told to be its grandparent's, and still looks whether anybody shares its memory.
 */
async function disbelieveFile(data: string): Promise<Readonly<Record<string, string>>> {
  const left = await readPostmasterFile(data);
  return left === undefined ? {} : { PG_GRANDPARENT_PID: String(left.pid) };
}

const STOP_IN_ORDER = { stopSignal: "INT", forceSignal: "QUIT", patience: 30 } as const;
const STOP_AT_ONCE = { stopSignal: "QUIT", forceSignal: "KILL", patience: 10 } as const;
