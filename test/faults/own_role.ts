import { unique } from "../contract/record_samples.ts";
import { type OwnDatabase, ownDatabase } from "./own_database.ts";

/** A database of a test's own, in which the server is somebody whom the test may hold up, turn away and strip. */
export interface OwnRole {
  readonly database: OwnDatabase;
  readonly name: string;
  /** The password by which the server is let in. */
  readonly password: string;
  /** Where the database is for the role. */
  readonly databaseUrl: string;
  /** Ends all that the server has open, as an operator does (57P01). */
  endSessions(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a database, and a role that may read and write all that is in it. */
export async function ownRole(): Promise<OwnRole> {
  const database = await ownDatabase();
  const name = unique(`role_${process.pid}`).replace("-", "_");
  const password = `password-of-${name}`;
  const [where] = await database.sql("SELECT current_schema() AS schema");
  const schema = String(where?.["schema"]);
  await database.sql(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await database.sql(`GRANT ALL ON SCHEMA ${schema} TO ${name}`);
  await database.sql(`GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${name}`);
  await database.sql(`GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO ${name}`);
  async function endSessions(): Promise<void> {
    await database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${name}'`);
  }
  return {
    database,
    name,
    password,
    // Replaced in the text: URL would print the encoded options anew, and libpq does not read every encoding.
    databaseUrl: database.addresses.databaseUrl.replace(/\/\/[^@]*@/, `//${name}:${password}@`),
    endSessions,
    async close() {
      await endSessions();
      await database.sql(`DROP OWNED BY ${name}`);
      await database.sql(`DROP ROLE ${name}`);
      await database.close();
    },
  };
}
