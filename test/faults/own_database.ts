import { Client } from "pg";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { freshDatabase } from "../support/services.ts";
import { type StoreAddresses, storeAddresses } from "../support/real_stores.ts";

/** A database that a test may spoil for all who use it. */
export interface OwnDatabase {
  /** Where the stores are: this database, and a part of Redis that nobody else sees. */
  readonly addresses: StoreAddresses;
  /** The same database, which cannot be written to through these connections. */
  readonly readOnlyUrl: string;
  /** Sends a statement by another way than the server under test. */
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Does something while another transaction has done this and does not end. */
  whileOpen(text: string, work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Makes one, migrated and empty. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const { url } = await freshDatabase({
    migrate: async (made) => {
      const database = openDatabase(made.url);
      await database.migrate();
      await database.close();
    },
  });
  const side = new Client({ connectionString: url });
  await side.connect();
  async function sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await side.query<Record<string, unknown>>(text)).rows;
  }
  return {
    addresses: { ...(await storeAddresses()), databaseUrl: url },
    readOnlyUrl: `${url}%20-c%20default_transaction_read_only%3Don`,
    sql,
    async whileOpen(text, work) {
      await sql("BEGIN");
      try {
        await sql(text);
        await work();
      } finally {
        await sql("ROLLBACK");
      }
    },
    close: () => side.end(),
  };
}
