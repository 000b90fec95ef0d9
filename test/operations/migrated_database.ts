import { openDatabase } from "../../src/stores/knex/mod.ts";
import type { DurableStore } from "../../src/stores/mod.ts";
import { DEFAULT_ISSUER } from "../../src/server/mod.ts";
import { freshDatabase } from "../support/services.ts";

/** A database of one's own, brought up to date, and what is on record in it. */
export interface MigratedDatabase {
  /** For the commands. */
  readonly url: string;
  /** For the test. */
  readonly durable: DurableStore;
  readonly close: () => Promise<void>;
}

/** Makes one. */
export async function migratedDatabase(): Promise<MigratedDatabase> {
  const { url } = await freshDatabase();
  const database = openDatabase(url);
  await database.migrate();
  return { url, durable: await database.forIssuer(DEFAULT_ISSUER), close: () => database.close() };
}
