import type { Knex } from "knex";

import type { Log } from "../../platform/mod.ts";

/**
 * A log for Knex, which reports each lost connection and would write to the console.
 *
 * Everything is of interest to developers only: whoever runs a statement learns what went wrong by an error.
 */
export function knexLogOver(log: Log): Knex.Logger {
  const write = (message: unknown): void => log.debug(`Knex: ${String(message)}`);
  return { debug: write, warn: write, error: write, deprecate: write };
}
