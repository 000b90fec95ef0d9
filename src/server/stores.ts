import type { Log } from "../platform/mod.ts";
import { systemClock } from "../platform/mod.ts";
import type { Broadcast, Database, EphemeralStore } from "../stores/mod.ts";
import { openDatabase } from "../stores/knex/mod.ts";
import { memoryBroadcast, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { openRedis } from "../stores/redis/mod.ts";

/** Both stores of a program, open. */
export interface Stores {
  readonly database: Database;
  readonly ephemeral: EphemeralStore;
  readonly broadcast: Broadcast;
  close(): Promise<void>;
}

/** Where they are. */
export interface OpenStoresOptions {
  readonly databaseUrl: string;
  /** Undefined = short-lived records are kept in this process, and lost with it. */
  readonly redisUrl: string | undefined;
  readonly log: Log;
}

/** Opens both stores. */
export function openStores({ databaseUrl, redisUrl, log }: OpenStoresOptions): Stores {
  const database = openDatabase(databaseUrl, { log });
  if (redisUrl === undefined) {
    return {
      database,
      ephemeral: memoryEphemeralStore({ clock: systemClock }),
      broadcast: memoryBroadcast(),
      close: () => database.close(),
    };
  }
  const redis = openRedis(redisUrl, { log });
  return {
    database,
    ephemeral: redis.store,
    broadcast: redis.broadcast,
    async close() {
      await Promise.all([database.close(), redis.close()]);
    },
  };
}
