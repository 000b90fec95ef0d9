import { assert } from "chai";
import { Redis } from "ioredis";
import { Client } from "pg";
import { silentLog } from "../../src/platform/mod.ts";
import { openStores } from "../../src/server/mod.ts";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { ownToken, postForm, walkCodeFlow } from "../support/lab_client.ts";
import { labServer, type LabServer, type MadeIssuer } from "../support/lab_server.ts";
import { freshDatabase, testRedis } from "../support/services.ts";

const MANY = 1_000;
const AT_ONCE = 20;

/** Stores in which nothing is but what a test writes. */
async function ownStores() {
  const database = await freshDatabase();
  const opened = openDatabase(database.url);
  await opened.migrate();
  await opened.close();
  const redis = await testRedis();
  const redisUrl = new URL(redis.url);
  redisUrl.searchParams.set("prefix", redis.keyPrefix);

  async function keys(): Promise<readonly string[]> {
    const client = new Redis(redis.url);
    try {
      const found: string[] = [];
      for await (const some of client.scanStream({ match: `${redis.keyPrefix}*`, count: 1_000 })) found.push(...some);
      return found;
    } finally {
      client.disconnect();
    }
  }

  /** How many rows each table has that belong to somebody. */
  async function rows(): Promise<Readonly<Record<string, number>>> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ table_name: string }>(
        "select distinct table_name from information_schema.columns where table_schema = $1 and (column_name = 'issuer_id' or table_name = 'issuers')",
        [database.schema],
      );
      const counts: Record<string, number> = {};
      for (const { table_name } of tables) {
        const { rows: found } = await client.query<{ count: string }>(`select count(*) as count from "${table_name}"`);
        counts[table_name] = Number(found[0]?.count);
      }
      return counts;
    } finally {
      await client.end();
    }
  }

  return {
    open: () => openStores({ databaseUrl: database.url, redisUrl: redisUrl.href, log: silentLog }),
    keys,
    rows,
  };
}

/** Does something many times, some at once. */
async function manyTimes<T>(times: number, work: (index: number) => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let start = 0; start < times; start += AT_ONCE)
    done.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(start + index)))));
  return done;
}

/** Uses an issuer as clients do: a token, a refusal, an unknown path, and for some a person who signs in. */
async function use(server: LabServer, made: MadeIssuer, index: number): Promise<void> {
  assert.match(await ownToken(server, made), /^ts_at_/);
  const { status } = await postForm(server, made, { path: "/token", form: { grant_type: "password" } });
  assert.equal(status, 400);
  await server.ask("GET", `${new URL(made.issuer).pathname}/nowhere`);
  if (index % 10 !== 0) return;
  const { refresh_token = "" } = await walkCodeFlow(server, made, "openid read");
  const form = { grant_type: "refresh_token", refresh_token: String(refresh_token) };
  await postForm(server, made, { path: "/token", form });
  await postForm(server, made, { path: "/revoke", form: { token: String(refresh_token) } });
  await server.of(made, "PUT", "clock", { advance_seconds: 60 });
}

describe("a thousand throwaway issuers", function () {
  this.timeout(120_000);

  it("leave no key in Redis and no row in Postgres", async () => {
    const own = await ownStores();
    const stores = own.open();
    const server = await labServer({ stores });
    try {
      const [keysBefore, rowsBefore] = [await own.keys(), await own.rows()];
      const begun = performance.now();
      await manyTimes(MANY, async (index) => {
        const made = await server.make();
        await use(server, made, index);
        if (index === 500) assert.isAbove((await own.rows())["issuers"] ?? 0, rowsBefore["issuers"] ?? 0);
        assert.equal((await server.of(made, "DELETE")).status, 204);
      });
      assert.isBelow(performance.now() - begun, 60_000);
      assert.sameMembers([...(await own.keys())], [...keysBefore]);
      assert.deepEqual(await own.rows(), rowsBefore);
    } finally {
      await server.close();
      await stores.close();
    }
  });
});

describe("throwaway issuers of a cluster", () => {
  let first: LabServer;
  let second: LabServer;
  let closeAll: () => Promise<void>;

  before(async () => {
    const own = await ownStores();
    const [one, other] = [own.open(), own.open()];
    first = await labServer({ stores: one });
    second = await labServer({ stores: other, issuer: first.base });
    closeAll = async () => {
      await Promise.all([first.close(), second.close()]);
      await Promise.all([one.close(), other.close()]);
    };
  });
  after(() => closeAll());

  async function tokenLives(server: LabServer, made: MadeIssuer): Promise<unknown> {
    const form = { token: await ownToken(first, made) };
    return (await postForm(server, made, { path: "/introspect", form })).body["active"];
  }

  it("are made at one server and used at the other", async () => {
    assert.isTrue(await tokenLives(second, await first.make()));
  });

  it("have one key set, whichever server is asked", async () => {
    const made = await first.make();
    const path = `${new URL(made.issuer).pathname}/jwks`;
    await second.ask("GET", path);
    await first.of(made, "POST", "keys");
    const { body } = await first.ask("GET", path);
    let seen = await second.ask("GET", path);
    // The word to the other server takes a moment.
    while (seen.body.keys.length < body.keys.length) seen = await second.ask("GET", path);
    assert.sameDeepMembers(seen.body.keys, body.keys);
  });

  it("have their clock moved at both at once", async () => {
    const made = await first.make();
    const token = await ownToken(second, made);
    await first.of(made, "PUT", "clock", { advance_seconds: 601 });
    const { body } = await postForm(second, made, { path: "/introspect", form: { token } });
    assert.isFalse(body["active"]);
  });

  it("are wrong at both as soon as faults are chosen at one, and count together", async () => {
    const made = await first.make();
    const token = { path: "/token", form: { grant_type: "client_credentials" } };
    assert.equal((await postForm(second, made, token)).status, 200);
    const use = { fault: "token_reply_invalid_client", times: 2 };
    await first.of(made, "PUT", "faults", { faults: [use] });
    const statuses: number[] = [];
    for (const server of [second, first, second, first]) statuses.push((await postForm(server, made, token)).status);
    assert.deepEqual(statuses, [401, 401, 200, 200]);
    await second.of(made, "PUT", "faults", { faults: [use] });
    await second.of(made, "DELETE", "faults");
    assert.equal((await postForm(first, made, token)).status, 200);
  });

  it("have what is changed at one looked at in the other", async () => {
    const made = await first.make();
    await second.of(made, "PUT", "clock", { offset_seconds: 5 });
    await first.of(made, "PUT", "clock", { advance_seconds: 5 });
    assert.equal((await second.of(made, "GET")).body.clock.offset_seconds, 10);
  });

  it("lose no change of several at once", async () => {
    const made = await first.make();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? first : second).of(made, "PUT", "clock", { advance_seconds: 1 }),
      ),
    );
    const { body } = await second.of(made, "GET");
    assert.deepEqual([body.clock.offset_seconds, body.version], [20, 21]);
  });

  it("have one ledger, whose entries are counted once", async () => {
    const made = await first.make();
    await Promise.all(Array.from({ length: 10 }, (_, index) => ownToken(index % 2 === 0 ? first : second, made)));
    const { body } = await second.of(made, "GET", "ledger");
    assert.deepEqual(
      body.entries.map(({ n }: { n: number }) => n),
      Array.from({ length: 10 }, (_, index) => index + 1),
    );
  });

  it("are taken back to their beginning at both", async () => {
    const made = await first.make();
    const token = await ownToken(second, made);
    await first.of(made, "POST", "reset");
    const { body } = await postForm(second, made, { path: "/introspect", form: { token } });
    assert.isFalse(body["active"]);
    assert.match(await ownToken(second, made), /^ts_at_/);
  });

  it("are gone at both when they are deleted at one", async () => {
    const made = await first.make();
    await ownToken(second, made);
    await first.of(made, "DELETE");
    for (const server of [first, second])
      assert.equal((await server.ask("GET", `${new URL(made.issuer).pathname}/jwks`)).status, 404);
    assert.equal((await second.of(made, "DELETE")).status, 404);
  });

  it("are deleted once, however many ask", async () => {
    const made = await first.make();
    const answers = await Promise.all([first, second, first, second].map((server) => server.of(made, "DELETE")));
    for (const { status } of answers) assert.include([204, 404], status);
    assert.equal((await first.of(made, "GET")).status, 404);
  });
});
