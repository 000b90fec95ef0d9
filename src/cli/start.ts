import type { Command } from "commander";
import type { Log } from "../platform/mod.ts";
import { findRunningServices, type LocalServices, openLocalServices } from "../provision/mod.ts";
import type { Config, Fixture, ListenOptions, Stores, Touchstone } from "../server/mod.ts";
import { type Closers, createClosers } from "./closers.ts";
import { type CommonOptions, newCommand } from "./command_line.ts";
import { type CommandContext, readSettings } from "./context.ts";
import type { Demonstration } from "./demonstration.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { countSteps, importFile, readFixture } from "./import_file.ts";
import type { Io } from "./io.ts";
import { findFreeAddress, isLoopback, listenAddress, listenFailure } from "./listen_address.ts";
import { printAnswer } from "./output.ts";
import { watchParent } from "./parent_watch.ts";
import { openServerLog } from "./server_log.ts";
import { openWhenFree } from "./services.ts";
import { printWelcome, trialsOf, type Welcome } from "./start_banner.ts";
import { type StopWatch, watchForStop } from "./stop_request.ts";
import { styleFor } from "./style.ts";

/** The command that `npm start` runs. */
export function startCommand(io: Io): Command {
  return newCommand("start", {
    says: "Start a server with all that it needs: a private Postgres and Redis, and a demonstration to try it with.",
    examples: [
      ["npm start", "on port 8000, data in .data"],
      ["PORT=8001 DATA_DIR=.data2 npm start", "a second one beside it"],
      ["DATABASE_URL=postgresql://… REDIS_URL=redis://… npm start", "on servers of your own"],
      ["npm start -- --fixture fixture.json", "with people and clients of your own, as tests need them"],
    ],
    more: [
      "Every setting is an environment variable (PORT, HOST, ISSUER, DATA_DIR, …): touchstone settings lists them.",
      "Ctrl-C stops it: requests in flight get 10 seconds to finish. A second Ctrl-C stops it at once.",
    ].join("\n"),
  })
    .option(
      "--fixture <file>",
      "import people and clients from a file (see touchstone import), leaving those that are there",
    )
    .action((options: StartOptions) => start(io, options));
}

interface StartOptions extends CommonOptions {
  /** Path of a file as touchstone import reads it. */
  readonly fixture?: string;
}

/** What is being started. */
interface Starting {
  readonly io: Io;
  readonly config: Config;
  readonly log: Log;
  readonly watch: StopWatch;
  readonly closers: Closers;
  /** Whom to import; undefined = nobody. */
  readonly fixture: Fixture | undefined;
}

/** Reads the file of the command line, before anything is opened. */
async function readFixtureOf({ fixture: file }: StartOptions): Promise<Fixture | undefined> {
  if (file === undefined) return undefined;
  const { readFile } = await import("node:fs/promises");
  return readFixture(file, () => readFile(file, "utf8"));
}

async function start(io: Io, options: StartOptions): Promise<void> {
  const config = await readSettings(io, options);
  const fixture = await readFixtureOf(options);
  const log = await openServerLog(io, config);
  const watch = watchForStop({ log, force: () => process.exit(EXIT.interrupted) });
  const closers = createClosers();
  const unwatch = watchParent({
    environment: io.environment,
    gone: () => watch.ask({ why: "the npm that started this program is gone", exitCode: EXIT.fine }),
  });
  try {
    const opening = open({ io, config, log, watch, closers, fixture });
    // Whoever asks to stop while it opens waits for that to end, so that there is something to close in order.
    await Promise.allSettled([Promise.race([opening, watch.asked])]);
    const welcome = await opening;
    if (watch.request() === undefined) announce(io, { welcome, asJson: options.json === true });
    const { why, exitCode } = await watch.asked;
    log.info(`Stopping: ${why}`);
    if (exitCode !== EXIT.fine) throw new CommandFailed(`Cannot go on: ${why}`, { exitCode });
  } finally {
    for (const cause of await closers.closeAll()) log.error("Cannot close in order", { cause });
    watch.release();
    unwatch();
  }
  log.info("Stopped");
}

function announce(io: Io, { welcome, asJson }: { readonly welcome: Welcome; readonly asJson: boolean }): void {
  const { issuer, database, redis, dataDir, demonstration } = welcome;
  const { secrets, keptIn } = demonstration;
  printAnswer(io, {
    asJson,
    text: printWelcome(welcome, styleFor(io)),
    json: {
      ready: true,
      pid: process.pid,
      issuer,
      database,
      redis: redis ?? null,
      data_dir: dataDir,
      credentials: secrets,
      credentials_kept_in: keptIn ?? null,
      try: trialsOf(welcome),
    },
  });
}

async function open(started: Starting): Promise<Welcome> {
  const { config: given, log, closers } = started;
  const address = await freeAddress(given);
  const issuer = given.ISSUER ?? `http://localhost:${address.port}`;
  const isExposed = !isLoopback(address.host) || !isLoopback(new URL(issuer).hostname) || given.TRUSTED_PROXIES > 0;
  // People of this computer may make accounts to try it with; anybody else when somebody says so.
  const config: Config = {
    ...given,
    SIGN_UP: given.SIGN_UP ?? (isExposed ? "off" : "open"),
    API_DOCS: given.API_DOCS ?? "page",
    OAUTH1_EXPLAIN: given.OAUTH1_EXPLAIN ?? "on",
    LAB: given.LAB ?? (isExposed ? "off" : "on"),
  };
  const starting: Starting = { ...started, config };
  const services = await openServices(starting);
  const stores = await openBoth(starting, services);
  await stores.database.migrate();
  const { DEFAULT_ISSUER } = await import("../server/mod.ts");
  const durable = await stores.database.forIssuer(DEFAULT_ISSUER);
  await loadFixture(starting, { stores, durable, isOurs: services?.databaseUrl !== undefined });
  const { prepareDemonstration } = await import("./demonstration.ts");
  const demonstration: Demonstration = await prepareDemonstration({ config, durable, isExposed, log });
  const server = await openServer(starting, { issuer, stores });
  closers.add(() => server.close());
  await listen(server, address);
  if (isExposed && config.ISSUER === undefined) {
    log.warn("Others can reach this server, but its issuer is on localhost: set ISSUER to the address that they use", {
      issuer,
    });
  }
  return {
    issuer,
    demonstration,
    database: services?.databaseUrl === undefined ? "the Postgres of DATABASE_URL" : services.databaseFrom,
    redis: redisFrom(config, services),
    dataDir: config.DATA_DIR,
  };
}

/** Imports whom the file has; who is there already stays as they are, so that every later start may have the same file. */
async function loadFixture(
  { config, log, fixture }: Starting,
  opened: Pick<CommandContext, "stores" | "durable" | "isOurs">,
): Promise<void> {
  if (fixture === undefined) return;
  const steps = await importFile(
    fixture,
    { config, log, ...opened, hasRedis: true },
    { onConflict: "skip", people: true },
  );
  const { person, client } = countSteps(steps);
  log.info("Imported the fixture", { people: person.create, clients: client.create });
}

/** When both the port and the folder are taken, this is the second start of the same thing, and one hint is not enough. */
async function freeAddress(config: Config): Promise<ListenOptions> {
  try {
    return await findFreeAddress(listenAddress(config, "127.0.0.1"));
  } catch (error) {
    const running = await findRunningServices(config.DATA_DIR).catch(() => undefined);
    if (!(error instanceof CommandFailed) || running === undefined) throw error;
    throw new CommandFailed(
      `${error.message} (process ${running.holder.pid} runs already with the data in '${config.DATA_DIR}': for a second server set DATA_DIR as well)`,
      { exitCode: EXIT.failed, cause: error },
    );
  }
}

async function openServices({ config, log, watch, closers }: Starting): Promise<LocalServices | undefined> {
  const { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = config;
  if (databaseUrl !== undefined && redisUrl !== undefined) return undefined;
  const options = {
    dataDir,
    wantPostgres: databaseUrl === undefined,
    wantRedis: redisUrl === undefined,
    log: (line: string) => log.info(line),
  };
  const services = await openWhenFree(() => openLocalServices(options), {
    isOver: async () => watch.request() !== undefined || (await findRunningServices(dataDir)) !== undefined,
    waits: (why) => log.info("Waiting for a command that has the data folder", { why }),
  });
  closers.add(() => services.stop());
  void services.failed.then((why) => watch.ask({ why, exitCode: EXIT.failed }));
  return services;
}

function redisFrom(config: Config, services: LocalServices | undefined): string | undefined {
  if (config.REDIS_URL !== undefined) return "the Redis of REDIS_URL";
  return services?.redisUrl === undefined ? undefined : services.redisFrom;
}

async function openBoth({ config, log, closers }: Starting, services: LocalServices | undefined): Promise<Stores> {
  const { openStores } = await import("../server/mod.ts");
  const databaseUrl = config.DATABASE_URL ?? services?.databaseUrl;
  const redisUrl = config.REDIS_URL ?? services?.redisUrl;
  if (databaseUrl === undefined) throw new TypeError("Cannot start without a database");
  if (redisUrl === undefined) {
    log.warn("Tokens and sessions are kept in this process and end with it, as there is no Redis", {
      reason: services?.redisFrom,
    });
  }
  const stores = openStores({ databaseUrl, redisUrl, log });
  closers.add(() => stores.close());
  return stores;
}

async function openServer(
  { config, log }: Starting,
  { issuer, stores }: { readonly issuer: string; readonly stores: Stores },
): Promise<Touchstone> {
  const { findSecretKey } = await import("./secret_key.ts");
  const { openTouchstone } = await import("../server/mod.ts");
  return openTouchstone({ config, issuer, stores, secretKey: await findSecretKey(config), log });
}

async function listen(server: Touchstone, address: ListenOptions): Promise<void> {
  try {
    await server.listen(address);
  } catch (error) {
    throw listenFailure(error, address) ?? error;
  }
}
