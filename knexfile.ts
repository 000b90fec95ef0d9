import type { Knex } from "knex";

import { migrationSource, MIGRATIONS_TABLE } from "./src/stores/knex/mod.ts";

/**
 * For Knex's own commands, by hand: `NODE_OPTIONS='--import tsx' npx knex --knexfile knexfile.ts migrate:rollback`.
 *
 * The program itself runs its migrations by `migrate`, which several may start at once.
 */
const config: Knex.Config = {
  client: "pg",
  connection: process.env["DATABASE_URL"] ?? "postgresql://localhost/touchstone",
  migrations: { migrationSource, tableName: MIGRATIONS_TABLE },
};

export default config;
