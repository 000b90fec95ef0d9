import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { RedisBinaries } from "./find_redis.ts";
import { startGuarded } from "./guarded_server.ts";
import { giveTo } from "./private_file.ts";
import { pingRedis } from "./redis_ping.ts";
import { redisConfig, redisUrl } from "./redis_settings.ts";
import type { ServerAccount } from "./server_account.ts";
import type { PrivateServer } from "./start_postgres.ts";
import { startUntilReady } from "./until_ready.ts";

/** Where and how a private Redis runs. */
export interface StartRedisOptions {
  /** Kept: the data lie in `redis` below it. Temporary: the folder itself is used, and removed at the end. */
  readonly folder: string;
  /** Whether tokens outlive this program. */
  readonly durable: boolean;
  readonly binaries: RedisBinaries;
  readonly account: ServerAccount | undefined;
}

/**
 * Start a private Redis on a free loopback port, with a password that is new each time.
 *
 * It ends with this process, however that ends.
 *
 * @throws {ProvisionError} When it cannot be started; the message ends with its log.
 */
export async function startRedis(options: StartRedisOptions): Promise<PrivateServer> {
  const { durable, binaries, account } = options;
  const folder = durable ? path.join(options.folder, "redis") : options.folder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await giveTo(account, folder);
  const password = randomBytes(18).toString("base64url");
  const logFile = path.join(folder, "log");
  const { server, port } = await startUntilReady({
    name: "Redis",
    logFile,
    patience: durable ? 300_000 : 60_000,
    async start(port) {
      const config = path.join(folder, "redis.conf");
      await rm(config, { force: true });
      await writeFile(config, redisConfig({ folder, port, password, durable }), { mode: 0o600 });
      await giveTo(account, config);
      return startGuarded(binaries.file, {
        args: [config],
        account,
        libraries: binaries.libraries,
        logFile,
        stopSignal: "TERM",
        forceSignal: "KILL",
        patience: 30,
        ...(durable ? {} : { removeFolder: folder }),
      });
    },
    isReady: (_server, port) => pingRedis({ port, password }),
  });
  return { url: redisUrl({ port, password }), pid: server.pid, ended: server.ended, stop: () => server.stop() };
}
