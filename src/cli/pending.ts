import type { Database } from "../stores/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

/** Refuses a database whose schema is older than this program. */
export async function refuseUnlessMigrated(database: Database): Promise<void> {
  const pending = await database.pendingMigrations();
  if (pending.length === 0) return;
  throw new CommandFailed(
    `Cannot use the database as migrations are still to be run (${pending.join(", ")}): run touchstone migrate first`,
    { exitCode: EXIT.failed },
  );
}
