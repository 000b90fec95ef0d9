import { silentLog } from "../../src/platform/mod.ts";
import { openStores, type Stores } from "../../src/server/mod.ts";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { type TestDatabase, testDatabase, testRedis } from "./services.ts";

/** Where the real stores of a test are. */
export interface StoreAddresses {
  readonly databaseUrl: string;
  /** Names a key prefix of its own. */
  readonly redisUrl: string;
}

async function migrate({ url }: TestDatabase): Promise<void> {
  const database = openDatabase(url);
  await database.migrate();
  await database.close();
}

/** A migrated Postgres schema of this worker, and a part of Redis that nobody else sees. */
export async function storeAddresses(): Promise<StoreAddresses> {
  const [database, redis] = await Promise.all([testDatabase({ migrate }), testRedis()]);
  const redisUrl = new URL(redis.url);
  redisUrl.searchParams.set("prefix", redis.keyPrefix);
  return { databaseUrl: database.url, redisUrl: redisUrl.href };
}

/** Opens real stores for a test, which closes them. */
export async function realStores(addresses?: StoreAddresses): Promise<Stores> {
  const { databaseUrl, redisUrl } = addresses ?? (await storeAddresses());
  return openStores({ databaseUrl, redisUrl, log: silentLog });
}
