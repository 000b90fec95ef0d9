import { assert } from "chai";
import type { Knex } from "knex";
import { DatabaseError } from "pg";

import { recordingLog } from "../../../test/contract/recording_log.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { silentLog } from "../../platform/mod.ts";
import { StoreUnavailable } from "../store_error.ts";
import { type Statement, Statements } from "./statements.ts";

const READ: Statement = { name: "read", reads: true, text: "SELECT 1" };
const WRITE: Statement = { name: "write", text: "UPDATE 1" };
const BROKEN = new TypeError("Connection terminated unexpectedly");

function refusal(code: string): DatabaseError {
  const error = new DatabaseError(`refused with ${code}`, 1, "error");
  error.code = code;
  return error;
}

/** A pool of connections that meet what is told, one query after the other; it notes what is done with them. */
function pool(...outcomes: readonly unknown[]) {
  const left = [...outcomes];
  const queries: { readonly name?: string; readonly text: string; readonly values: unknown[] }[] = [];
  const events: string[] = [];
  let lent = 0;
  const client = {
    async acquireConnection() {
      lent += 1;
      const number = lent;
      events.push(`lend ${number}`);
      return {
        number,
        async query(query: (typeof queries)[number]) {
          queries.push(query);
          const outcome = left.shift() ?? { rows: [], rowCount: 0 };
          if (outcome instanceof Error) throw outcome;
          return typeof outcome === "function" ? outcome() : outcome;
        },
        async end() {
          events.push(`end ${number}`);
          throw new TypeError("It is broken, and cannot say goodbye");
        },
      };
    },
    async releaseConnection({ number }: { readonly number: number }) {
      events.push(`take back ${number}`);
    },
  };
  return { statements: new Statements({ client } as unknown as Knex, silentLog), client, queries, events };
}

describe("Statements", () => {
  describe("rows(), first() and written()", () => {
    it("answer what the statement gave", async () => {
      const found = { rows: [{ a: 1 }, { a: 2 }], rowCount: 2 };
      const { statements } = pool(found, found, found, { rows: [], rowCount: null });
      assert.deepEqual(await statements.rows(READ, []), found.rows);
      assert.deepEqual(await statements.first(READ, []), { a: 1 });
      assert.equal(await statements.written(WRITE, []), 2);
      assert.equal(await statements.written({ text: "CREATE TABLE x ()" }, []), 0);
    });

    it("answer undefined for the first of no rows", async () => {
      assert.isUndefined(await pool().statements.first(READ, []));
    });
  });

  it("prepares a statement by its name, and one without a name not at all", async () => {
    const { statements, queries } = pool();
    const values = Object.freeze([1, "x"]);
    await statements.rows(READ, values);
    await statements.rows({ text: "SELECT 2" }, []);
    assert.deepEqual(queries, [
      { name: "read", text: "SELECT 1", values: [1, "x"] },
      { text: "SELECT 2", values: [] },
    ]);
    // The driver converts parameters where they stand.
    assert.isFalse(Object.isFrozen(queries[0]!.values));
  });

  it("gives the connection back once, after the answer and after a refusal alike", async () => {
    const { statements, events } = pool({ rows: [] }, refusal("23505"));
    await statements.rows(READ, []);
    await thrownBy(() => statements.rows(WRITE, []));
    assert.deepEqual(events, ["lend 1", "take back 1", "lend 2", "take back 2"]);
  });

  for (const error of [BROKEN, refusal("57P01"), refusal("08006"), new RangeError("Query read timeout")]) {
    it(`ends a connection on which it meets '${error.message}' before the pool has it back`, async () => {
      const { statements, events } = pool(error);
      assert.instanceOf(await thrownBy(() => statements.written(WRITE, [])), StoreUnavailable);
      await Promise.resolve();
      assert.deepEqual(events, ["lend 1", "end 1", "take back 1"]);
    });
  }

  describe("when a connection breaks", () => {
    it("reads again on another one", async () => {
      const { statements, events } = pool(BROKEN, { rows: [{ a: 1 }] });
      assert.deepEqual(await statements.rows(READ, []), [{ a: 1 }]);
      assert.includeMembers(events, ["lend 1", "lend 2", "take back 2"]);
      assert.notInclude(events, "end 2");
    });

    it("reads again once, and then says what broke", async () => {
      const second = new TypeError("It broke again");
      const { statements, queries } = pool(BROKEN, second, { rows: [] });
      const error = await thrownBy(() => statements.rows(READ, []));
      assert.instanceOf(error, StoreUnavailable);
      assert.equal(error.cause, second);
      assert.lengthOf(queries, 2);
    });

    it("never writes again, as the first may have been carried out", async () => {
      const { statements, queries } = pool(BROKEN);
      const error = await thrownBy(() => statements.written(WRITE, []));
      assert.instanceOf(error, StoreUnavailable);
      assert.equal(error.cause, BROKEN);
      assert.lengthOf(queries, 1);
    });

    it("does not read again what was mute for long", async () => {
      const now = performance.now.bind(performance);
      const { statements, queries } = pool(() => {
        performance.now = () => now() + 1_001;
        throw BROKEN;
      });
      try {
        assert.instanceOf(await thrownBy(() => statements.rows(READ, [])), StoreUnavailable);
      } finally {
        performance.now = now;
      }
      assert.lengthOf(queries, 1);
    });
  });

  describe("when the server rolls a statement back", () => {
    for (const code of ["40001", "40P01"]) {
      it(`runs it again after ${code}, writing or not`, async () => {
        for (const statement of [READ, WRITE]) {
          const { statements } = pool(refusal(code), refusal(code), { rows: [], rowCount: 7 });
          assert.equal(await statements.written(statement, []), 7);
        }
      });
    }

    it("gives up after the third time", async () => {
      const { statements, queries, events } = pool(refusal("40P01"), refusal("40P01"), refusal("40P01"));
      assert.instanceOf(await thrownBy(() => statements.written(WRITE, [])), StoreUnavailable);
      assert.lengthOf(queries, 3);
      assert.deepEqual(events.slice(-2), ["lend 3", "take back 3"]);
    });

    it("does not read again after a break that follows", async () => {
      const { statements, queries } = pool(refusal("40001"), BROKEN, { rows: [{ a: 1 }] });
      const outcome = await statements.rows(READ, []).catch((error: unknown) => error);
      assert.instanceOf(outcome, StoreUnavailable);
      assert.lengthOf(queries, 2);
    });
  });

  it("does not try again when no connection is to be had", async () => {
    const { statements, client, events } = pool();
    const full = new RangeError("Timeout acquiring a connection");
    client.acquireConnection = async () => {
      events.push("refuse");
      throw full;
    };
    const error = await thrownBy(() => statements.rows(READ, []));
    assert.instanceOf(error, StoreUnavailable);
    assert.equal(error.cause, full);
    assert.deepEqual(events, ["refuse"]);
  });

  it("tells developers of what it runs again, and nobody of the parameters", async () => {
    const said: unknown[] = [];
    const log = { ...recordingLog(), debug: (...words: unknown[]) => void said.push(words) };
    const { client } = pool(refusal("40P01"));
    await new Statements({ client } as unknown as Knex, log).written(WRITE, ["a secret"]);
    assert.lengthOf(said, 1);
    assert.include(JSON.stringify(said), '"statement":"write"');
    assert.notInclude(JSON.stringify(said), "a secret");
  });
});
