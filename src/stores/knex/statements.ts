import type { Knex } from "knex";
import type { Client, QueryResult, QueryResultRow } from "pg";

import type { Log } from "../../platform/mod.ts";
import { endsConnection, mayBeRepeated, storeErrorOf } from "./postgres_error.ts";

/** A statement with `$1` for its first parameter. */
export interface Statement {
  readonly text: string;
  /** Statements with a name are parsed and planned once a connection. */
  readonly name?: string;
  /** Whether it only reads, so that it may be sent again when the connection broke. */
  readonly reads?: true;
}

/** A parameter; lists become arrays, and JSON is handed over as text. */
export type Value = string | number | boolean | null | readonly string[];

interface ConnectionPool {
  acquireConnection(): Promise<Client>;
  releaseConnection(connection: Client): Promise<void>;
}

const MOST_ATTEMPTS = 3;
/** Milliseconds in which a connection that broke while it lay in the pool shows it. */
const AT_ONCE = 1_000;

/**
 * Runs statements on the connections of Knex's pool.
 *
 * The statements bypass Knex's query builder: it would write and read the same text for each request.
 */
export class Statements {
  readonly #pool: ConnectionPool;
  readonly #log: Log;

  constructor(knex: Knex, log: Log) {
    this.#pool = knex.client;
    this.#log = log;
  }

  /**
   * Runs a statement and answers its rows.
   *
   * What the server rolled back for being in the way of another (a deadlock) is repeated; when the connection turned
   * out to be broken, only what reads. A server that stayed mute is not asked again: the caller has waited enough.
   *
   * @throws {StoreUnavailable} When the database cannot be reached, refuses connections or takes too long.
   */
  async rows<Row extends QueryResultRow>(statement: Statement, values: readonly Value[]): Promise<readonly Row[]> {
    return (await this.#run<Row>(statement, values)).rows;
  }

  /** Runs a statement and answers its first row. */
  async first<Row extends QueryResultRow>(statement: Statement, values: readonly Value[]): Promise<Row | undefined> {
    return (await this.#run<Row>(statement, values)).rows[0];
  }

  /** Runs a statement and answers how many rows it wrote. */
  async written(statement: Statement, values: readonly Value[]): Promise<number> {
    return (await this.#run(statement, values)).rowCount ?? 0;
  }

  async #run<Row extends QueryResultRow>(statement: Statement, values: readonly Value[]): Promise<QueryResult<Row>> {
    const start = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#runOnce<Row>(statement, values);
      } catch (error) {
        const again =
          mayBeRepeated(error) ||
          (error instanceof BrokenConnection &&
            statement.reads === true &&
            attempt === 1 &&
            performance.now() - start < AT_ONCE);
        if (!again || attempt === MOST_ATTEMPTS)
          throw storeErrorOf(error instanceof BrokenConnection ? error.cause : error);
        this.#log.debug("Running a statement again", { statement: statement.name, error });
      }
    }
  }

  async #runOnce<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly Value[],
  ): Promise<QueryResult<Row>> {
    const connection = await this.#pool.acquireConnection();
    let isBroken = false;
    try {
      const { name, text } = statement;
      return await connection.query<Row>(
        name === undefined ? { text, values: [...values] } : { name, text, values: [...values] },
      );
    } catch (error) {
      isBroken = endsConnection(error);
      throw isBroken ? new BrokenConnection(error) : error;
    } finally {
      if (isBroken) this.#discard(connection);
      else void this.#pool.releaseConnection(connection);
    }
  }

  /** Ends a connection before the pool gets it back, for the pool would lend a mute one again. */
  #discard(connection: Client): void {
    const release = (): void => void this.#pool.releaseConnection(connection);
    connection.end().then(release, release);
  }
}

/** The connection broke under a statement (unlike one that could not be had at all). */
class BrokenConnection extends Error {
  override readonly name = "BrokenConnection";

  constructor(cause: unknown) {
    super("Cannot use the connection any more", { cause });
  }
}
