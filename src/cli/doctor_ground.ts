import type { Log } from "../platform/mod.ts";
import type { Asked, Config, Finding, RecordFacts, ServiceGround } from "../server/mod.ts";
import type { Database, DurableStore } from "../stores/mod.ts";
import { everyRecord } from "../stores/mod.ts";
import type { Io } from "./io.ts";
import { keptSecretKey } from "./secret_key.ts";
import { findServices } from "./services.ts";

/** What is examined. */
export interface ExamineOptions {
  readonly config: Config;
  /** Whether to ask as well what matters where others use the server. */
  readonly deploy: boolean;
}

/** Asks everything, of servers that are away as well: then what they hold cannot be asked. */
export async function examine(io: Io, options: ExamineOptions): Promise<readonly Finding[]> {
  const { config, deploy } = options;
  const { DEPLOYMENT_CHECKS, runChecks, SETTINGS_CHECKS } = await import("../server/mod.ts");
  const { silentLog: log } = await import("../platform/mod.ts");
  const settings = runChecks([...SETTINGS_CHECKS, ...DEPLOYMENT_CHECKS], { ground: config, deploy });
  const services = await findServices(config, { io, log });
  try {
    return [...settings, ...(await examineServices(services, { ...options, log }))];
  } finally {
    await services.stop();
  }
}

interface Addresses {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
}

async function examineServices(
  { databaseUrl, redisUrl }: Addresses,
  { config, deploy, log }: ExamineOptions & { readonly log: Log },
): Promise<readonly Finding[]> {
  const { systemClock } = await import("../platform/mod.ts");
  const { openStores, runChecks, SERVICE_CHECKS } = await import("../server/mod.ts");
  const { inspectPostgres } = await import("../stores/knex/mod.ts");
  const { inspectRedis } = await import("../stores/redis/mod.ts");
  // Of what Redis holds nothing is asked: a connection of its own tells all there is to know of the server.
  const stores = openStores({ databaseUrl, redisUrl: undefined, log });
  try {
    const { database } = stores;
    const postgres = await ask(async () => ({
      ...(await inspectPostgres(databaseUrl)),
      pendingMigrations: await database.pendingMigrations(),
    }));
    const redis = redisUrl === undefined ? undefined : await ask(() => inspectRedis(redisUrl));
    const isReadable = "facts" in postgres && postgres.facts.pendingMigrations.length === 0;
    const read = isReadable ? await examineRecords(database, { config, deploy }) : { clients: [] };
    const ground: ServiceGround = { config, now: systemClock.now(), postgres, redis, records: read.records };
    return [...read.clients, ...runChecks(SERVICE_CHECKS, { ground, deploy })];
  } finally {
    await stores.close();
  }
}

/** What a server says, or why it says nothing. */
async function ask<Facts>(inspect: () => Promise<Facts>): Promise<Asked<Facts>> {
  try {
    return { facts: await inspect() };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "StoreUnavailable") throw error;
    const { cause } = error;
    return { away: cause instanceof Error && cause.message !== "" ? cause.message : error.message };
  }
}

interface ExaminedRecords {
  readonly clients: readonly Finding[];
  readonly records?: RecordFacts;
}

async function examineRecords(database: Database, options: ExamineOptions): Promise<ExaminedRecords> {
  const { systemClock } = await import("../platform/mod.ts");
  const { checkClients, DEFAULT_ISSUER, recordSealingKey, registrationPolicy, standardFeatures } =
    await import("../server/mod.ts");
  const { config } = options;
  const durable = await database.forIssuer(DEFAULT_ISSUER);
  const secretKey = await keptSecretKey(config);
  const clients = await checkClients(
    everyRecord((page) => durable.clients.list(page)),
    {
      policy: registrationPolicy(standardFeatures(config), config),
      now: systemClock.now(),
      ...(secretKey === undefined ? {} : { sealKey: recordSealingKey(secretKey, DEFAULT_ISSUER) }),
    },
  );
  return { clients, records: await recordFacts(durable, { ...options, secretKey }) };
}

async function recordFacts(
  durable: DurableStore,
  { config, deploy, secretKey }: ExamineOptions & { readonly secretKey: string | undefined },
): Promise<RecordFacts> {
  const { canReadKeys, keyInfo, keyStates } = await import("../keys/mod.ts");
  const { systemClock } = await import("../platform/mod.ts");
  const { DEFAULT_ISSUER, keyPolicyOf, keySealingKey } = await import("../server/mod.ts");
  const records = await durable.keys.list();
  const now = systemClock.now();
  const staff = await durable.accounts.count({ isStaff: true, isActive: true, limit: 1 });
  return {
    keys: keyStates(records, { now, keptFor: keyPolicyOf(config).keptFor }).map(keyInfo),
    ...(secretKey === undefined ? {} : { keysOpen: canReadKeys(records, keySealingKey(secretKey, DEFAULT_ISSUER)) }),
    hasStaff: staff > 0,
    openSecrets: deploy ? await openSecrets(durable, config) : [],
    ended: await durable.families.countCleared(now - config.ACCESS_TOKEN_MAX_SECONDS),
  };
}

/** Whose well-known secret of the demonstration works. Each is a slow hash, so that they are tried only when it matters. */
async function openSecrets(durable: DurableStore, config: Config): Promise<readonly string[]> {
  const { argon2SlowHash, systemClock, systemRandom } = await import("../platform/mod.ts");
  const { OPEN_SECRETS, registrationPolicy, standardFeatures, workingSecrets } = await import("../server/mod.ts");
  const working = await workingSecrets(OPEN_SECRETS, {
    durable,
    policy: registrationPolicy(standardFeatures(config), config),
    random: systemRandom,
    slowHash: argon2SlowHash(),
    clock: systemClock,
  });
  return Object.keys(working);
}
