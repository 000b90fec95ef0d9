import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../platform/mod.ts";
import { findRunningServices, openLocalServices } from "../provision/mod.ts";
import type { Config } from "../server/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { type Io } from "./io.ts";
import { note } from "./output.ts";

/** The servers that a command uses. */
export interface FoundServices {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Whether they were started for this command alone. */
  readonly isOurs: boolean;
  stop(): Promise<void>;
}

/** Milliseconds to wait for commands that use the data folder for a moment. */
const PATIENCE = 30_000;
const PAUSE = 100;

/** How one waits for the data folder. */
export interface OpenWhenFreeOptions {
  /** Whether it is of no use to wait, since a server has the folder and says so in it. */
  readonly isOver: () => Promise<boolean>;
  /** Called once, with who has the folder, when one has to wait. */
  readonly waits: (why: string) => void;
}

/** Opens what needs the data folder, again and again while a command has it: those are done in a moment. */
export async function openWhenFree<T>(open: () => Promise<T>, { isOver, waits }: OpenWhenFreeOptions): Promise<T> {
  const last = performance.now() + PATIENCE;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await open();
    } catch (error) {
      const isBusy = error instanceof Error && error.name === "DataFolderBusyError";
      if (!isBusy || performance.now() > last || (await isOver())) throw error;
      if (isFirst) waits(error.message);
      await sleep(PAUSE);
    }
  }
}

/**
 * Finds the servers for a command: those that are configured, else those that a running `npm start` keeps, else the
 * private ones of the data folder, which are started for as long as the command takes.
 *
 * @throws {CommandFailed} When a running program uses a Postgres that only its own configuration names.
 */
export async function findServices(
  config: Config,
  options: { readonly io: Io; readonly log: Log },
): Promise<FoundServices> {
  return openWhenFree(async () => (await findKnown(config)) ?? openOurs(config, options), {
    isOver: async () => false,
    waits: () => undefined,
  });
}

async function findKnown(config: Config): Promise<FoundServices | undefined> {
  const running = await findRunningServices(config.DATA_DIR);
  const databaseUrl = config.DATABASE_URL ?? running?.databaseUrl;
  const redisUrl = config.REDIS_URL ?? running?.redisUrl;
  if (databaseUrl !== undefined) return { databaseUrl, redisUrl, isOurs: false, stop: async () => undefined };
  if (running === undefined) return undefined;
  throw new CommandFailed(
    `Cannot find the database, as process ${running.holder.pid} uses one that its own DATABASE_URL names: give this command the same`,
    { exitCode: EXIT.configuration },
  );
}

async function openOurs(config: Config, { io, log }: { readonly io: Io; readonly log: Log }): Promise<FoundServices> {
  const services = await openLocalServices({
    dataDir: config.DATA_DIR,
    wantPostgres: true,
    wantRedis: false,
    announce: false,
    log: (line) => log.info(line),
  });
  const { databaseUrl } = services;
  if (databaseUrl === undefined) throw new TypeError("Cannot work without a database");
  note(io, `Using the private Postgres in '${config.DATA_DIR}' (${services.databaseFrom})`);
  return { databaseUrl, redisUrl: config.REDIS_URL, isOurs: true, stop: () => services.stop() };
}
