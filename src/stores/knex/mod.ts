/**
 * The durable port over Postgres, through Knex: its pool, its migrations, and prepared statements of our own.
 *
 * Decision: every verb is one statement, so every verb is one commit, and there is no transaction to be left open
 * (2026-11-21). Times cross the boundary as whole seconds, optional members as absent, lists as arrays, and what
 * belongs to features as JSON. Behind a pooler that shares connections between transactions, named statements must be
 * supported (PgBouncer 1.21 or newer), the timeouts be allowed as start-up parameters, and `migrate` go past it.
 *
 * @module
 */
export { type InspectedPostgres, inspectPostgres } from "./inspect.ts";
export { migrationSource, MIGRATIONS_TABLE } from "./migration_source.ts";
export { openDatabase, type OpenDatabaseOptions } from "./open.ts";
