import { setTimeout as sleep } from "node:timers/promises";

import knex, { type Knex } from "knex";
import { Client, escapeIdentifier } from "pg";

import type { Log } from "../../platform/mod.ts";
import { StoreUnavailable } from "../store_error.ts";
import { knexLogOver } from "./knex_log.ts";
import { MIGRATION_NAMES, migrationSource, MIGRATIONS_TABLE } from "./migration_source.ts";
import { storeErrorOf } from "./postgres_error.ts";
import type { Statements } from "./statements.ts";

/** What {@link migrate} needs. */
export interface MigrateOptions {
  readonly log: Log;
  /** Made when it is missing; the default schema of the user when not given. */
  readonly schema?: string;
  /** Milliseconds to wait for another migrator; a minute when not given. */
  readonly patience?: number;
}

const LOCK_POLL = 100;
const CONNECT_TIMEOUT = 2_000;

/**
 * Brings the schema up to date and answers the names of what was run.
 *
 * One migrator at a time: an advisory lock, which Postgres itself takes back when its holder dies. (Knex's own lock
 * is a row that a dead migrator leaves locked; holding ours, that row is freed first.) No statement is timed out.
 *
 * @throws {StoreUnavailable} When the database cannot be reached, or another migrator does not finish.
 */
export async function migrate(url: string, options: MigrateOptions): Promise<readonly string[]> {
  const keeper = new Client({
    connectionString: url,
    application_name: "touchstone migrate",
    connectionTimeoutMillis: CONNECT_TIMEOUT,
  });
  // What breaks is reported by the statement that meets it.
  keeper.on("error", () => undefined);
  try {
    await keeper.connect();
    await lock(keeper, options);
    if (options.schema !== undefined)
      await keeper.query(`CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(options.schema)}`);
    return await runAll(url, options);
  } catch (error) {
    throw error instanceof StoreUnavailable ? error : storeErrorOf(error);
  } finally {
    await keeper.end().catch(() => undefined);
  }
}

/** Names of the migrations that were not run yet. */
export async function pendingMigrations(statements: Statements): Promise<readonly string[]> {
  const table = await statements.first<{ readonly there: boolean }>(
    { reads: true, text: "SELECT to_regclass($1) IS NOT NULL AS there" },
    [MIGRATIONS_TABLE],
  );
  if (table?.there !== true) return MIGRATION_NAMES;
  const done = await statements.rows<{ readonly name: string }>(
    { reads: true, text: `SELECT name FROM ${MIGRATIONS_TABLE}` },
    [],
  );
  const names = new Set(done.map(({ name }) => name));
  return MIGRATION_NAMES.filter((name) => !names.has(name));
}

async function lock(keeper: Client, { schema, patience = 60_000 }: MigrateOptions): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const { rows } = await keeper.query<{ readonly locked: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('touchstone migrations'), hashtext(coalesce($1, current_schema(), ''))) AS locked",
      [schema ?? null],
    );
    if (rows[0]?.locked === true) return;
    if (performance.now() > end)
      throw new StoreUnavailable("postgres", new RangeError("Another migrator does not finish"));
    await sleep(LOCK_POLL);
  }
}

async function runAll(url: string, { log, schema }: MigrateOptions): Promise<readonly string[]> {
  const database = knex({
    client: "pg",
    connection: { connectionString: url, application_name: "touchstone migrate" },
    pool: { min: 0, max: 2 },
    log: knexLogOver(log),
    // A schema that a newer version has changed is no mistake: migrations are such that the version before goes on.
    migrations: { migrationSource, tableName: MIGRATIONS_TABLE, disableMigrationsListValidation: true },
    ...(schema === undefined ? {} : { searchPath: [schema] }),
  });
  try {
    await database.migrate.forceFreeMigrationsLock();
    return await namesOf(database);
  } finally {
    await database.destroy();
  }
}

async function namesOf(database: Knex): Promise<readonly string[]> {
  const [, names]: [number, string[]] = await database.migrate.latest();
  return names;
}
