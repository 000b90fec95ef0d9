import { silentLog } from "../platform/mod.ts";
import { type Config, DEFAULT_ISSUER, readConfig } from "../server/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import type { Broadcast } from "../stores/mod.ts";
import type { CommandContext } from "./context.ts";

/** What differs from an installation that nobody configured. */
export interface MemoryContextOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly broadcast?: Broadcast;
}

/** What a command works with, all of it in this process. */
export async function memoryContext({
  settings = {},
  broadcast = memoryBroadcast(),
}: MemoryContextOptions = {}): Promise<CommandContext> {
  const config: Config = readConfig({ environment: settings });
  const database = memoryDatabase();
  const stores = { database, ephemeral: memoryEphemeralStore(), broadcast, close: () => database.close() };
  return {
    config,
    log: silentLog,
    stores,
    isOurs: false,
    hasRedis: true,
    durable: await database.forIssuer(DEFAULT_ISSUER),
  };
}
