import type { Log } from "../platform/mod.ts";
import type { Config, Stores } from "../server/mod.ts";
import type { DurableStore } from "../stores/mod.ts";
import type { CommonOptions } from "./command_line.ts";
import type { Io } from "./io.ts";
import { refuseUnlessMigrated } from "./pending.ts";
import { findServices } from "./services.ts";

/** What a command works with, as far as it need not be up to date. */
export interface DatabaseContext {
  readonly config: Config;
  readonly log: Log;
  readonly stores: Stores;
  /** Whether the database was started for this command alone. */
  readonly isOurs: boolean;
  /** Whether there is a Redis, so that what servers keep there can be read. */
  readonly hasRedis: boolean;
}

/** What a command works with. */
export interface CommandContext extends DatabaseContext {
  /** The records of the one issuer of an installation. */
  readonly durable: DurableStore;
}

/** How a command opens its stores, and what it does with them. */
export interface WithOptions<Context, T> {
  readonly common: CommonOptions;
  readonly use: (context: Context) => Promise<T>;
}

/** Reads the settings of a command. Throws `ConfigRefused` with everything that is wrong. */
export async function readSettings(io: Io, { config: file }: CommonOptions): Promise<Config> {
  const { readConfig } = await import("../server/mod.ts");
  return readConfig({ environment: io.environment, ...(file === undefined ? {} : { file }) });
}

/** The log of a command: on standard error, and silent about ordinary life, which is for servers. */
async function openCommandLog(io: Io, config: Config): Promise<Log> {
  const { createLog } = await import("../platform/mod.ts");
  const level = config.LOG_LEVEL === "info" ? "warn" : config.LOG_LEVEL;
  return createLog({ level, destination: io.stderr, pretty: config.LOG_FORMAT !== "json" });
}

/** Runs a command on the stores that are configured, or run already, or are started for as long as it takes. */
export async function withDatabase<T>(io: Io, options: WithOptions<DatabaseContext, T>): Promise<T> {
  const config = await readSettings(io, options.common);
  const log = await openCommandLog(io, config);
  const services = await findServices(config, { io, log });
  try {
    const { openStores } = await import("../server/mod.ts");
    const stores = openStores({ databaseUrl: services.databaseUrl, redisUrl: services.redisUrl, log });
    try {
      return await options.use({
        config,
        log,
        stores,
        isOurs: services.isOurs,
        hasRedis: services.redisUrl !== undefined,
      });
    } finally {
      await stores.close();
    }
  } finally {
    await services.stop();
  }
}

/**
 * The same with the records of the issuer.
 *
 * A private database is ours to migrate; one that others use is not, and is refused until somebody did.
 */
export async function withStores<T>(io: Io, { common, use }: WithOptions<CommandContext, T>): Promise<T> {
  return withDatabase(io, {
    common,
    async use(context) {
      const { database } = context.stores;
      if (context.isOurs) await database.migrate();
      else await refuseUnlessMigrated(database);
      const { DEFAULT_ISSUER } = await import("../server/mod.ts");
      return use({ ...context, durable: await database.forIssuer(DEFAULT_ISSUER) });
    },
  });
}
