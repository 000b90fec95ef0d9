import { assert } from "chai";
import { Client } from "pg";

import { openDatabase } from "../../src/stores/knex/mod.ts";
import { type Database, RecordGone } from "../../src/stores/mod.ts";
import { freshDatabase, type TestDatabase } from "../support/services.ts";
import { fullIssuer } from "./durable_issuers.ts";
import { eventually, thrownBy } from "./eventually.ts";
import { leanClient, leanFamily, person, unique } from "./record_samples.ts";
import { assertUnavailable } from "./unavailable.ts";

describe("an issuer that is removed from Postgres", () => {
  let home: TestDatabase;
  let database: Database;
  let hand: Client;

  before(async () => {
    home = await freshDatabase();
    database = openDatabase(home.url);
    await database.migrate();
    hand = new Client({ connectionString: home.url });
    await hand.connect();
  });
  after(async () => {
    await hand.end();
    await database.close();
  });
  afterEach(async () => hand.query("ROLLBACK"));

  /** Every table of what belongs to an issuer, whoever wrote its migration. */
  async function tables(): Promise<readonly string[]> {
    const { rows } = await hand.query<{ readonly name: string }>(
      `SELECT table_name AS name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name = 'issuer_id' ORDER BY table_name`,
    );
    return rows.map(({ name }) => name);
  }

  async function numberOf(name: string): Promise<number | undefined> {
    const { rows } = await hand.query<{ readonly id: number }>("SELECT id FROM issuers WHERE name = $1", [name]);
    return rows[0]?.id;
  }

  /** The rows of an issuer in each table. */
  async function rowsOf(issuer: number): Promise<Readonly<Record<string, number>>> {
    const found: Record<string, number> = {};
    for (const table of await tables()) {
      const query = `SELECT count(*)::integer AS count FROM ${hand.escapeIdentifier(table)} WHERE issuer_id = $1`;
      const { rows } = await hand.query<{ readonly count: number }>(query, [issuer]);
      found[table] = rows[0]?.count ?? 0;
    }
    return found;
  }

  /** A full issuer, its number in Postgres, and the rows that it has. */
  async function filled() {
    const name = unique("throwaway");
    const full = await fullIssuer(await database.forIssuer(name));
    const number = (await numberOf(name))!;
    return { ...full, name, number, rows: await rowsOf(number) };
  }

  async function waiters(): Promise<number> {
    const { rows } = await hand.query<{ readonly count: number }>(
      "SELECT count(*)::integer AS count FROM pg_locks WHERE NOT granted",
    );
    return rows[0]?.count ?? 0;
  }

  it("leaves no row in any table, while its neighbour keeps each of its own", async () => {
    const [gone, neighbour] = [await filled(), await filled()];
    const empty = Object.entries(gone.rows).filter(([, count]) => count === 0);
    assert.deepEqual(empty, [], "the issuer has nothing in a table that it could have something in");
    assert.include(Object.keys(gone.rows), "families");
    assert.isTrue(await database.removeIssuer(gone.name));
    assert.deepEqual(new Set(Object.values(await rowsOf(gone.number))), new Set([0]));
    assert.isUndefined(await numberOf(gone.name));
    assert.deepEqual(await rowsOf(neighbour.number), neighbour.rows);
  });

  it("leaves the number of rows of every table as it was, 50 issuers later", async () => {
    const count = async () => {
      let all = 0;
      for (const table of ["issuers", ...(await tables())]) {
        const { rows } = await hand.query<{ readonly count: number }>(
          `SELECT count(*)::integer AS count FROM ${table}`,
        );
        all += rows[0]!.count;
      }
      return all;
    };
    const before = await count();
    const names = Array.from({ length: 50 }, () => unique("crowd"));
    await Promise.all(names.map(async (name) => fullIssuer(await database.forIssuer(name))));
    assert.isAbove(await count(), before + 50 * 10);
    for (const name of names) assert.isTrue(await database.removeIssuer(name));
    assert.equal(await count(), before);
  });

  for (const [what, write, expected] of [
    ["a new person", async ({ store }) => store.accounts.add(person()), RecordGone],
    ["a new client", async ({ store }) => store.clients.add(leanClient()), RecordGone],
    ["a family", async ({ store, client }) => store.families.open(leanFamily(client)), false],
    [
      "a family of a person",
      async ({ store, client, accountId }) => store.families.open(leanFamily(client, { accountId })),
      false,
    ],
    ["a change", async ({ store, accountId }) => store.accounts.change(accountId, { firstName: "X" }), undefined],
    ["another removal", async ({ name }) => database.removeIssuer(name), false],
  ] as readonly (readonly [string, (issuer: Awaited<ReturnType<typeof filled>>) => Promise<unknown>, unknown])[]) {
    it(`is not there any more for ${what} that waited while it was removed`, async () => {
      const issuer = await filled();
      await hand.query("BEGIN");
      await hand.query("DELETE FROM issuers WHERE name = $1", [issuer.name]);
      const answer = write(issuer).catch((error: unknown) => error);
      await eventually(async () => (await waiters()) > 0);
      await hand.query("COMMIT");
      const answered = await answer;
      if (expected === RecordGone) assert.instanceOf(answered, RecordGone);
      else assert.strictEqual(answered, expected);
      assert.deepEqual(new Set(Object.values(await rowsOf(issuer.number))), new Set([0]));
    });
  }

  it("takes with it what was being written when it was removed", async () => {
    const issuer = await filled();
    await hand.query("BEGIN");
    await hand.query("INSERT INTO claims_once (issuer_id, name) VALUES ($1, 'late')", [issuer.number]);
    const removed = database.removeIssuer(issuer.name);
    await eventually(async () => (await waiters()) > 0);
    await hand.query("COMMIT");
    assert.isTrue(await removed);
    assert.deepEqual(new Set(Object.values(await rowsOf(issuer.number))), new Set([0]));
  });

  it("is all there when its removal took too long, and can be removed later", async () => {
    const hasty = openDatabase(home.url, { statementTimeout: 300 });
    const issuer = await filled();
    await hand.query("BEGIN");
    await hand.query("SELECT 1 FROM families WHERE issuer_id = $1 FOR UPDATE", [issuer.number]);
    await assertUnavailable(async () => hasty.removeIssuer(issuer.name));
    await hand.query("ROLLBACK");
    assert.deepEqual(await rowsOf(issuer.number), issuer.rows);
    assert.isTrue(await hasty.removeIssuer(issuer.name));
    await hasty.close();
  });

  it("was made by the clock of Postgres, and before a moment only if it was so to the microsecond", async () => {
    const { name, number } = await filled();
    const found = async (before: number) => (await database.listIssuers({ prefix: name, before })).length;
    const { rows } = await hand.query<{ readonly now: number }>(
      "SELECT floor(extract(epoch FROM now()))::float AS now",
    );
    assert.deepEqual([await found(rows[0]!.now - 60), await found(rows[0]!.now + 1)], [0, 1]);
    for (const [made, counts] of [
      ["1700000000", [0, 0, 1]],
      ["1700000000.000001", [0, 0, 1]],
      ["1699999999.999999", [0, 1, 1]],
    ] as const) {
      await hand.query("UPDATE issuers SET created_at = to_timestamp($2) WHERE id = $1", [number, made]);
      const counted = [await found(1_699_999_999), await found(1_700_000_000), await found(1_700_000_001)];
      assert.deepEqual(counted, [...counts], made);
    }
  });

  for (const [what, call] of [
    ["listIssuers", async (closed: Database) => closed.listIssuers({ prefix: "" })],
    ["removeIssuer", async (closed: Database) => closed.removeIssuer("anybody")],
  ] as const) {
    it(`cannot be asked for by ${what} when the database is away`, async () => {
      const url = new URL(home.url);
      url.port = "1";
      const away = openDatabase(url.href);
      await assertUnavailable(async () => call(away));
      await away.close();
    });
  }

  it("fails as what it is in a database without tables", async () => {
    const empty = openDatabase((await freshDatabase()).url);
    assert.propertyVal(await thrownBy(async () => empty.removeIssuer("x")), "code", "42P01");
    await empty.close();
  });
});
