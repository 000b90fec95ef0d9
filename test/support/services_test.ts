import { assert } from "chai";
import { Redis } from "ioredis";
import { Client } from "pg";
import { freshDatabase, type Migrate, type TestDatabase, testDatabase, testRedis } from "./services.ts";

/** Run one statement as a test or a child process would. */
async function rows({ url }: TestDatabase, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe("testDatabase()", () => {
  it("is one schema for this worker, migrated once", async () => {
    let migrations = 0;
    const migrate: Migrate = async (database) => {
      migrations += 1;
      await rows(database, "create table things (name text)");
    };
    const [first, second] = await Promise.all([testDatabase({ migrate }), testDatabase({ migrate })]);
    assert.deepEqual(first, second);
    assert.equal(migrations, 1);
    assert.deepEqual(await rows(first, "select name from things"), []);
  });

  it("shows its own schema and no other", async () => {
    const [mine, other] = [await testDatabase(), await freshDatabase()];
    await rows(other, "create table only_there (name text)");
    assert.deepEqual(await rows(mine, "show search_path"), [{ search_path: mine.schema }]);
    assert.deepEqual(await rows(mine, "select to_regclass('only_there') as found"), [{ found: null }]);
    assert.deepEqual(await rows(other, "select to_regclass('only_there') as found"), [{ found: "only_there" }]);
  });
});

describe("testRedis()", () => {
  it("is a part of Redis that no other caller sees", async () => {
    const [mine, other] = [await testRedis(), await testRedis()];
    const clients = [mine, other].map(({ url, keyPrefix }) => new Redis(url, { keyPrefix }));
    const [first, second] = [clients[0]!, clients[1]!];
    await first.set("name", "mine");
    assert.deepEqual([await first.get("name"), await second.get("name")], ["mine", null]);
    for (const client of clients) client.disconnect();
  });
});
