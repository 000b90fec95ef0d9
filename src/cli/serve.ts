import cluster from "node:cluster";
import { type Command, InvalidArgumentError } from "commander";
import type { Log } from "../platform/mod.ts";
import type { Config, ListenOptions } from "../server/mod.ts";
import { type Closers, createClosers } from "./closers.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import type { Io } from "./io.ts";
import { findFreeAddress, isLoopback, listenAddress, listenFailure } from "./listen_address.ts";
import { printAnswer } from "./output.ts";
import { refuseUnlessMigrated } from "./pending.ts";
import { superviseWorkers } from "./serve_workers.ts";
import { type StopWatch, watchForStop } from "./stop_request.ts";

interface ServeOptions extends CommonOptions {
  readonly workers?: number;
}

const MOST_WORKERS = 256;

function parseWorkers(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_WORKERS) return count;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${MOST_WORKERS}.`);
}

/** The command of production: nothing is started, made up or migrated behind the operator's back. */
export function serveCommand(io: Io): Command {
  return newCommand("serve", {
    says: "Serve in production, on a Postgres and a Redis that are configured; starts and seeds nothing.",
    examples: [
      [
        "touchstone migrate && touchstone serve",
        "with DATABASE_URL, REDIS_URL, SECRET_KEY and ISSUER in the environment",
      ],
      ["touchstone serve --workers 4 --config /etc/touchstone.json", "four processes, settings from a file"],
    ],
    more: [
      "DATABASE_URL, SECRET_KEY and ISSUER are required, REDIS_URL as well for more than one process. It listens on HOST,",
      "or on all addresses. SIGTERM lets requests in flight finish, at most 10 seconds; a worker that dies is replaced.",
    ].join("\n"),
  })
    .option("--workers <count>", "processes that serve (also: WORKERS)", parseWorkers)
    .action((options: ServeOptions) => serve(io, options));
}

/** Why a setting that `start` makes up must be given to `serve`. */
const REQUIRED = {
  DATABASE_URL: "serve starts no Postgres of its own (npm start does)",
  SECRET_KEY: "serve makes none up, as every process must have the same; make one with: openssl rand -base64 48",
  ISSUER: "clients compare it with the address that they know, which serve cannot guess; such as https://id.example",
};

/** The settings of a server that was given all that it must be. */
type ServeConfig = Config & { readonly ISSUER: string };

/** Reads the settings of `serve`. Throws `ConfigRefused` with everything that is wrong or missing. */
export async function readServeSettings(io: Io, options: ServeOptions): Promise<ServeConfig> {
  const { ConfigRefused, readConfig } = await import("../server/mod.ts");
  const file = options.config === undefined ? {} : { file: options.config };
  const config = readConfig({ environment: io.environment, required: REQUIRED, ...file });
  const workers = options.workers ?? config.WORKERS;
  if (workers > 1 && config.REDIS_URL === undefined) {
    const says = `it must be given for ${workers} processes, as each would know only the tokens that it issued itself`;
    throw new ConfigRefused([{ setting: "REDIS_URL", says }]);
  }
  // What is required is there: readConfig has refused the rest.
  return { ...config, ISSUER: config.ISSUER ?? "", WORKERS: workers };
}

/** With an answer on standard output the log gives way to standard error. */
async function openServeLog(
  io: Io,
  { config, asJson }: { readonly config: Config; readonly asJson: boolean },
): Promise<Log> {
  const { createLog } = await import("../platform/mod.ts");
  const destination = asJson ? io.stderr : io.stdout;
  const pretty = config.LOG_FORMAT === undefined ? destination.isTTY === true : config.LOG_FORMAT === "text";
  return createLog({ level: config.LOG_LEVEL, destination, pretty });
}

/** What serves. */
interface Serving {
  readonly io: Io;
  readonly config: ServeConfig;
  readonly log: Log;
  readonly watch: StopWatch;
  readonly closers: Closers;
  readonly asJson: boolean;
}

async function serve(io: Io, options: ServeOptions): Promise<void> {
  const config = await readServeSettings(io, options);
  const asJson = options.json === true;
  const log = await openServeLog(io, { config, asJson });
  const watch = watchForStop({ log, force: () => process.exit(EXIT.interrupted) });
  const closers = createClosers();
  try {
    const serving = { io, config, log, watch, closers, asJson };
    const opening = cluster.isWorker ? openWorker(serving) : openPrimary(serving);
    await Promise.allSettled([Promise.race([opening, watch.asked])]);
    await opening;
    const { why, exitCode } = await watch.asked;
    log.info(`Stopping: ${why}`);
    if (exitCode !== EXIT.fine) throw new CommandFailed(`Cannot go on: ${why}`, { exitCode });
  } finally {
    for (const cause of await closers.closeAll()) log.error("Cannot close in order", { cause });
    watch.release();
  }
}

/** Tells the operator of settings that are allowed and seldom meant. */
export function warnOperator({ config, log }: Pick<Serving, "config" | "log">): void {
  const issuer = new URL(config.ISSUER);
  if (config.REDIS_URL === undefined) {
    log.warn("Tokens and sessions are kept in this process and end with it, as REDIS_URL is not given");
  }
  if (issuer.protocol === "http:" && !isLoopback(issuer.hostname)) {
    log.warn("The issuer is plain http: tokens and passwords cross the network for all to read", {
      issuer: issuer.href,
    });
  }
}

/** The process that was called: it serves by itself, or has workers that do. */
async function openPrimary(serving: Serving): Promise<void> {
  const { config, log, watch, closers } = serving;
  const address = await findFreeAddress(listenAddress(config, "0.0.0.0"));
  warnOperator(serving);
  await checkDatabase(serving);
  if (config.WORKERS === 1) {
    await listenHere(serving, address);
  } else {
    const workers = superviseWorkers({ count: config.WORKERS, log });
    closers.add(() => workers.stop());
    const started = await Promise.race([workers.started, watch.asked]);
    if (started === false) {
      const says = "Cannot serve as the first worker ended at once: its reason stands above";
      throw new CommandFailed(says, { exitCode: EXIT.failed });
    }
  }
  if (watch.request() === undefined) announce(serving, address);
}

function announce({ io, config, log, asJson }: Serving, { port, host }: ListenOptions): void {
  const issuer = config.ISSUER;
  log.info("Ready", { issuer, host, port, workers: config.WORKERS });
  if (!asJson) return;
  const json = { ready: true, pid: process.pid, issuer, host, port, workers: config.WORKERS };
  printAnswer(io, { asJson, json, text: "" });
}

async function checkDatabase({ config, log }: Serving): Promise<void> {
  const { openStores } = await import("../server/mod.ts");
  const stores = openStores({ databaseUrl: config.DATABASE_URL ?? "", redisUrl: undefined, log });
  try {
    await refuseUnlessMigrated(stores.database);
  } finally {
    await stores.close();
  }
}

/** A worker; Node ends it when the process that supervises it is gone. */
async function openWorker(serving: Serving): Promise<void> {
  await listenHere(serving, listenAddress(serving.config, "0.0.0.0"));
}

async function listenHere({ config, log, closers }: Serving, address: ListenOptions): Promise<void> {
  const { openStores, openTouchstone } = await import("../server/mod.ts");
  const { DATABASE_URL: databaseUrl = "", REDIS_URL: redisUrl, SECRET_KEY: secretKey = "" } = config;
  const stores = openStores({ databaseUrl, redisUrl, log });
  closers.add(() => stores.close());
  const server = await openTouchstone({ config, issuer: config.ISSUER, stores, secretKey, log });
  closers.add(() => server.close());
  try {
    await server.listen(address);
  } catch (error) {
    throw listenFailure(error, address) ?? error;
  }
}
