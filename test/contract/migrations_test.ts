import { assert } from "chai";
import knex, { type Knex } from "knex";
import { Client } from "pg";

import config from "../../knexfile.ts";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { migrate } from "../../src/stores/knex/migrate.ts";
import { MIGRATION_NAMES } from "../../src/stores/knex/migration_source.ts";
import { silentLog } from "../../src/platform/mod.ts";
import { freshDatabase, type TestDatabase } from "../support/services.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { eventually, thrownBy } from "./eventually.ts";
import { person, unique } from "./record_samples.ts";
import { assertUnavailable } from "./unavailable.ts";

describe("migrations", () => {
  let home: TestDatabase;
  let hand: Knex;
  const all = [...MIGRATION_NAMES];

  beforeEach(async () => {
    home = await freshDatabase();
    hand = knex({ ...config, connection: home.url });
  });
  afterEach(async () => hand.destroy());

  async function withDatabase<T>(
    use: (database: ReturnType<typeof openDatabase>) => Promise<T>,
    schema?: string,
  ): Promise<T> {
    const database = openDatabase(home.url, schema === undefined ? {} : { schema });
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  }

  async function tables(schema = home.schema): Promise<readonly string[]> {
    const rows: readonly { readonly name: string }[] = await hand("pg_tables")
      .where({ schemaname: schema })
      .select("tablename as name")
      .orderBy("name");
    return rows.map(({ name }) => name);
  }

  it("go up, down and up again, by the program and by hand alike", async () => {
    await withDatabase(async (database) => {
      assert.deepEqual(await database.pendingMigrations(), all);
      assert.isEmpty(await tables());
      assert.deepEqual(await database.migrate(), all);
      const after = await tables();
      assert.includeMembers(
        [...after],
        ["accounts", "audit_events", "claims_once", "clients", "consents", "families", "issuers"],
      );
      await hand.migrate.rollback(undefined, true);
      assert.deepEqual(await tables(), ["schema_migrations", "schema_migrations_lock"]);
      assert.deepEqual(await database.pendingMigrations(), all);
      await hand.migrate.latest();
      assert.deepEqual(await tables(), after);
      assert.deepEqual([await database.migrate(), await database.pendingMigrations()], [[], []]);
    });
  });

  it("are run by one of five programs that start at once", async () => {
    const runs = await Promise.all(
      Array.from({ length: 5 }, async () => withDatabase(async (database) => database.migrate())),
    );
    assert.deepEqual(runs.flat(), all);
  });

  it("leave nothing behind when one fails, and run when the reason is gone", async () => {
    await hand.raw("CREATE TABLE families (in_the_way int)");
    await withDatabase(async (database) => {
      const failed = await database.migrate().then(
        () => false,
        () => true,
      );
      assert.isTrue(failed);
      assert.deepEqual(await tables(), ["families", "schema_migrations", "schema_migrations_lock"]);
      await hand.raw("DROP TABLE families");
      assert.deepEqual(await database.migrate(), all);
    });
  });

  it("leave nothing of those before the one that fails, so that no version of the program meets half a schema", async () => {
    const inTheWay = "remove_account(integer, integer, timestamptz)";
    await hand.raw(`CREATE FUNCTION ${inTheWay} RETURNS int LANGUAGE sql AS 'SELECT 1'`);
    await withDatabase(async (database) => {
      await thrownBy(async () => database.migrate());
      assert.deepEqual(await database.pendingMigrations(), all);
      await hand.raw(`DROP FUNCTION ${inTheWay}`);
      assert.deepEqual(await database.migrate(), all);
    });
  });

  it("leave a schema alone that a newer version of the program has changed, which this one can use", async () => {
    await withDatabase(async (database) => {
      await database.migrate();
      await hand("schema_migrations").insert({ name: "9999_the_future", batch: 2, migration_time: new Date() });
      await hand.raw("ALTER TABLE accounts ADD COLUMN from_the_future text");
      assert.deepEqual([await database.pendingMigrations(), await database.migrate()], [[], []]);
      const { accounts } = await database.forIssuer("x");
      const added = await accounts.add(person());
      assert.deepEqual(await accounts.find(added.id), added);
      assert.include(await hand("schema_migrations").pluck("name"), "9999_the_future");
    });
  });

  it("run what is missing though a newer version was there before, as after a deployment that was taken back", async () => {
    await withDatabase(async (database) => {
      await database.migrate();
      await hand.migrate.down();
      await hand("schema_migrations").insert({ name: "9999_the_future", batch: 2, migration_time: new Date() });
      assert.deepEqual(await database.migrate(), all.slice(-1));
    });
  });

  it("let people be found who were there before anybody could be looked for", async () => {
    await withDatabase(async (database) => {
      await database.migrate();
      const { accounts } = await database.forIssuer("x");
      const people = Array.from({ length: 3 }, (_, index) =>
        person({ lastName: `Härry${index}`, firstName: "O'Ha\\ra" }),
      );
      for (const each of people) await accounts.add(each);
      const isKnown = MIGRATION_NAMES.indexOf("0006_people");
      for (const _ of MIGRATION_NAMES.slice(isKnown)) await hand.migrate.down();
      assert.deepEqual(await database.migrate(), MIGRATION_NAMES.slice(isKnown));
      for (const text of ["HÄRRY1", "o'ha\\r", people[1]!.username, people[1]!.sub, "example.test"]) {
        const found = await accounts.search({ text, order: { by: "username" }, limit: 9 });
        assert.include(
          found.map(({ sub }) => sub),
          people[1]!.sub,
          text,
        );
      }
    });
  });

  it("say what is in the way, and not that the database is away", async () => {
    await hand.raw("CREATE TABLE issuers (in_the_way int)");
    const error = await withDatabase(async (database) => thrownBy(async () => database.migrate()));
    assert.notInstanceOf(error, StoreUnavailable);
    assert.include(String(error), "issuers");
  });

  it("are not held up by the lock that a dead migrator left in Knex's table", async () => {
    await withDatabase(async (database) => {
      await database.migrate();
      await hand.migrate.rollback(undefined, true);
      await hand("schema_migrations_lock").update({ is_locked: 1 });
      assert.deepEqual(await database.migrate(), all);
    });
  });

  describe("while another migrator is at work", () => {
    let other: Client;

    beforeEach(async () => {
      other = new Client({ connectionString: home.url });
      other.on("error", () => undefined);
      await other.connect();
      await other.query("SELECT pg_advisory_lock(hashtext('touchstone migrations'), hashtext(current_schema()))");
    });
    afterEach(async () => other.end().catch(() => undefined));

    it("wait, and give up in the end", async () => {
      await assertUnavailable(async () => migrate(home.url, { log: silentLog, patience: 250 }));
      assert.isEmpty(await tables());
    });

    it("go on when it dies", async () => {
      const waiting = migrate(home.url, { log: silentLog });
      await eventually(async () => {
        const query =
          "SELECT 1 FROM pg_stat_activity WHERE application_name = 'touchstone migrate' AND query LIKE '%pg_try_advisory_lock%'";
        return ((await other.query(query)).rowCount ?? 0) > 0;
      });
      const killed = other.query("SELECT pg_terminate_backend(pg_backend_pid())").catch(() => undefined);
      assert.deepEqual(await waiting, all);
      await killed;
    });

    it("do not wait for one of another schema", async () => {
      const schema = unique(home.schema).replace("-", "_");
      assert.deepEqual(await withDatabase(async (database) => database.migrate(), schema), all);
      await hand.raw(`DROP SCHEMA ${schema} CASCADE`);
    });
  });

  it("make the schema that is asked for, and keep its records apart", async () => {
    const schema = unique(home.schema).replace("-", "_");
    await withDatabase(async (database) => database.migrate());
    await withDatabase(async (database) => {
      assert.deepEqual(await database.migrate(), all);
      assert.isTrue(await (await database.forIssuer("x")).claimOnce("y"));
    }, schema);
    assert.isTrue(await withDatabase(async (database) => (await database.forIssuer("x")).claimOnce("y")));
    await hand.raw(`DROP SCHEMA ${schema} CASCADE`);
  });

  it("record names without an extension, so that sources and what was compiled from them agree", async () => {
    await withDatabase(async (database) => database.migrate());
    assert.deepEqual(await hand("schema_migrations").pluck("name"), all);
  });

  it("are refused as unavailable when there is no server", async () => {
    await assertUnavailable(async () => migrate("postgresql://x:y@127.0.0.1:1/z", { log: silentLog }));
  });
});
