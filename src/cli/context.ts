import type { Log } from "../platform/mod.ts";
import type { Config, Stores } from "../server/mod.ts";
import type { DurableStore } from "../stores/mod.ts";
import type { CommonOptions } from "./command_line.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { type FoundServices, findServices } from "./services.ts";

/** What a command works with. */
export interface CommandContext {
  readonly io: Io;
  readonly config: Config;
  readonly log: Log;
  readonly stores: Stores;
  /** The records of the one issuer of an installation. */
  readonly durable: DurableStore;
}

/** How a command opens its stores. */
export interface WithStoresOptions {
  readonly common: CommonOptions;
  /** What to do when the schema of a configured database is older than the program; `refuse` when not given. */
  readonly pending?: "refuse" | "leave";
}

/** Reads the settings of a command. Throws `ConfigRefused` with everything that is wrong. */
export async function readSettings(io: Io, { config: file }: CommonOptions): Promise<Config> {
  const { readConfig } = await import("../server/mod.ts");
  return readConfig({ environment: io.environment, ...(file === undefined ? {} : { file }) });
}

/** The log of a command: on standard error, and silent about ordinary life, which is for servers. */
export async function openCommandLog(io: Io, config: Config): Promise<Log> {
  const { createLog } = await import("../platform/mod.ts");
  const level = config.LOG_LEVEL === "info" ? "warn" : config.LOG_LEVEL;
  return createLog({ level, destination: io.stderr, pretty: config.LOG_FORMAT !== "json" });
}

/** Runs a command on the stores that are configured, or run already, or are started for as long as it takes. */
export async function withStores<T>(
  io: Io,
  options: WithStoresOptions & { readonly use: (context: CommandContext) => Promise<T> },
): Promise<T> {
  const config = await readSettings(io, options.common);
  const log = await openCommandLog(io, config);
  const services = await findServices(config, { io, log });
  try {
    const { openStores, DEFAULT_ISSUER } = await import("../server/mod.ts");
    const stores = openStores({ databaseUrl: services.databaseUrl, redisUrl: services.redisUrl, log });
    try {
      if (options.pending !== "leave") await bringUpToDate(stores, services);
      const durable = await stores.database.forIssuer(DEFAULT_ISSUER);
      return await options.use({ io, config, log, stores, durable });
    } finally {
      await stores.close();
    }
  } finally {
    await services.stop();
  }
}

/** A private database is ours to migrate; one that others use is not, unless somebody says so. */
async function bringUpToDate({ database }: Stores, { isOurs }: FoundServices): Promise<void> {
  if (isOurs) {
    await database.migrate();
    return;
  }
  const pending = await database.pendingMigrations();
  if (pending.length === 0) return;
  throw new CommandFailed(
    `Cannot use the database as ${pending.length} of its migrations are still to be run: run touchstone migrate first`,
    { exitCode: EXIT.failed },
  );
}
