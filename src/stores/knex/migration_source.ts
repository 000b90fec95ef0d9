import type { Knex } from "knex";

import * as ground from "./migrations/0001_ground.ts";
import * as signingKeys from "./migrations/0003_signing_keys.ts";
import * as sessions from "./migrations/0004_sessions.ts";
import * as registration from "./migrations/0005_registration.ts";
import * as search from "./migrations/0007_search.ts";
import * as people from "./migrations/0006_people.ts";
import * as removal from "./migrations/0002_removal.ts";

/** The table that remembers which migrations were run. */
export const MIGRATIONS_TABLE = "schema_migrations";

/**
 * All migrations, in order.
 *
 * Names have no file extension, so that what was recorded from the sources holds for what was compiled from them.
 * Several versions of the program may run at once during a deployment, so a migration adds first and removes in a
 * later release, when nobody reads the old form any more.
 */
const MIGRATIONS: ReadonlyMap<string, Knex.Migration> = new Map([
  ["0001_ground", ground],
  ["0002_removal", removal],
  ["0003_signing_keys", signingKeys],
  ["0004_sessions", sessions],
  ["0005_registration", registration],
  ["0006_people", people],
  ["0007_search", search],
]);

/** The names of all migrations, in order. */
export const MIGRATION_NAMES: readonly string[] = [...MIGRATIONS.keys()];

/** Migrations as Knex asks for them. */
export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => [...MIGRATION_NAMES],
  getMigrationName: (name) => name,
  async getMigration(name) {
    const migration = MIGRATIONS.get(name);
    if (migration === undefined) throw new RangeError(`Cannot find the migration '${name}'`);
    return migration;
  },
};
