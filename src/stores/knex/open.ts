import knex from "knex";

import { type Log, silentLog } from "../../platform/mod.ts";
import type { Database } from "../durable.ts";
import { answers, durableStoreFor } from "./durable.ts";
import { listIssuers, removeIssuer } from "./issuers.ts";
import { knexLogOver } from "./knex_log.ts";
import { migrate, pendingMigrations } from "./migrate.ts";
import { Statements } from "./statements.ts";

/** How {@link openDatabase} behaves. */
export interface OpenDatabaseOptions {
  readonly log?: Log;
  /** The most connections at once; 10 when not given. */
  readonly pool?: number;
  /** The schema of all tables; the default schema of the user when not given. */
  readonly schema?: string;
  /** Milliseconds that one statement may take; 3,000 when not given. */
  readonly statementTimeout?: number;
}

const LEGAL_SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;
const CONNECT_TIMEOUT = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT = 5_000;
/** How much later than the server the program gives a statement up: for a server that does not answer at all. */
const MUTE_GRACE = 500;

/**
 * Opens a Postgres (15 or newer); the first statement connects.
 *
 * @param url A connection string; what it sets (`?application_name=`, `?sslmode=`) goes before the options.
 * @throws {RangeError} When the name of the schema is not made of small letters, digits and underscores.
 */
export function openDatabase(url: string, options: OpenDatabaseOptions = {}): Database {
  const { log = silentLog, pool = 10, schema, statementTimeout = 3_000 } = options;
  if (schema !== undefined && !LEGAL_SCHEMA.test(schema))
    throw new RangeError(`Cannot use the schema '${schema}' as its name is not plain`);
  const inSchema = schema === undefined ? {} : { schema };
  const database = knex({
    client: "pg",
    connection: {
      connectionString: url,
      application_name: "touchstone",
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      statement_timeout: statementTimeout,
      query_timeout: statementTimeout + MUTE_GRACE,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
      keepAlive: true,
    },
    pool: { min: 0, max: pool, acquireTimeoutMillis: CONNECT_TIMEOUT },
    acquireConnectionTimeout: CONNECT_TIMEOUT,
    log: knexLogOver(log),
    ...(schema === undefined ? {} : { searchPath: [schema] }),
  });
  const statements = new Statements(database, log);
  return {
    migrate: async () => migrate(url, { log, ...inSchema }),
    pendingMigrations: async () => pendingMigrations(statements),
    forIssuer: async (name) => durableStoreFor(name, statements),
    listIssuers: async (query) => listIssuers(query, statements),
    removeIssuer: async (name) => removeIssuer(name, statements),
    ready: async () => answers(statements),
    close: async () => database.destroy(),
  };
}
