/** One server process of several: told by its environment, and by its parent when to end. */
import { createLog } from "../../src/platform/mod.ts";
import { openStores, openTouchstone, readConfig } from "../../src/server/mod.ts";
import { FAST_HASH } from "./fast_hash.ts";
import { TEST_SECRET_KEY } from "./running_server.ts";

const config = readConfig({ environment: process.env });
const log = createLog({ level: config.LOG_LEVEL, destination: process.stderr });
const stores = openStores({ databaseUrl: config.DATABASE_URL ?? "", redisUrl: config.REDIS_URL, log });
const server = await openTouchstone({
  config,
  issuer: config.ISSUER ?? "http://localhost",
  stores,
  secretKey: TEST_SECRET_KEY,
  log,
  slowHash: FAST_HASH,
});
const port = await server.listen({ port: config.PORT, host: "127.0.0.1" });

async function leave(): Promise<void> {
  await server.close();
  await stores.close();
  process.exit(0);
}

process.once("disconnect", () => process.exit(0));
process.once("SIGTERM", () => void leave());
process.send?.({ port });
