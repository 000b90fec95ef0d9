import { Client } from "pg";

import { systemClock } from "../../platform/mod.ts";
import { StoreUnavailable } from "../store_error.ts";
import { storeErrorOf } from "./postgres_error.ts";

/** What a Postgres says of itself. */
export interface InspectedPostgres {
  /** `server_version_num`: 150004 is 15.4. */
  readonly version: number;
  /** How far its clock is ahead of this machine's, in seconds; a second more or less means nothing. */
  readonly ahead: number;
}

const TIMEOUT = 2_000;

/**
 * Asks a Postgres what it is, on a connection of its own.
 *
 * @throws {StoreUnavailable} When it cannot be reached.
 */
export async function inspectPostgres(url: string): Promise<InspectedPostgres> {
  const client = new Client({
    connectionString: url,
    application_name: "touchstone doctor",
    connectionTimeoutMillis: TIMEOUT,
    query_timeout: TIMEOUT,
  });
  // What breaks is reported by the statement that meets it.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ readonly version: number; readonly now: number }>(
      `SELECT current_setting('server_version_num')::integer AS version,
        extract(epoch FROM clock_timestamp())::double precision AS now`,
    );
    const [row] = rows;
    if (row === undefined) throw new TypeError("Cannot read what Postgres says of itself");
    return { version: row.version, ahead: row.now - (systemClock.now() + 0.5) };
  } catch (error) {
    throw error instanceof StoreUnavailable ? error : storeErrorOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
