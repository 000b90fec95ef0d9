import { silentLog } from "../../src/platform/mod.ts";
import { openStores, type Stores } from "../../src/server/mod.ts";
import { type RedisProcess, startRedisProcess } from "../contract/redis_process.ts";
import { startTcpProxy, type TcpProxy } from "../contract/tcp_proxy.ts";
import type { GivenSettings } from "../support/config.ts";
import { storeAddresses } from "../support/real_stores.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";

/** A server whose stores a test may break. */
export interface BreakableServer extends RunningServer {
  /** A Redis of its own, which may be killed and started again. */
  readonly redis: RedisProcess;
  /** The link to Postgres. */
  readonly postgres: TcpProxy;
}

async function closeAll(stores: Stores, redis: RedisProcess, postgres: TcpProxy): Promise<void> {
  await stores.close();
  await redis.dispose();
  await postgres.close();
}

/** Starts a server on a Redis of its own and, over a link that can be cut, on the Postgres of the tests. */
export async function startBreakable(settings: GivenSettings = {}): Promise<BreakableServer> {
  const [addresses, redis] = await Promise.all([storeAddresses(), startRedisProcess()]);
  const postgres = await startTcpProxy(Number(new URL(addresses.databaseUrl).port));
  // Replaced in the text: URL would print the encoded options anew, and libpq does not read every encoding.
  const databaseUrl = addresses.databaseUrl.replace(/:\d+\//, `:${postgres.port}/`);
  const stores = openStores({ databaseUrl, redisUrl: redis.url, log: silentLog });
  const server = await startServer({ stores, settings });
  return {
    ...server,
    redis,
    postgres,
    async stop() {
      await server.stop();
      await closeAll(stores, redis, postgres);
    },
  };
}
