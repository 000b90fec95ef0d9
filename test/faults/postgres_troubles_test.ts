import { assert } from "chai";
import { describe, it } from "mocha";
import { isActive, textOf } from "../support/journey.ts";
import { type RunningServer } from "../support/running_server.ts";
import { type Asker, asker, assertAllUnavailable, REQUESTS, timed } from "./asking.ts";
import { startNode } from "./nodes.ts";
import { type OwnDatabase, ownDatabase } from "./own_database.ts";

const WRITE = ["a token for a person", "a refresh", "a revocation"];
const NEED_NO_FAMILY = ["a token for a client", "an introspection", "a call of the API", "an authorization"];

/** Each second write of a family meets this SQLSTATE; the sequence counts on although the transaction is rolled back. */
function failEachSecond(state: string): string {
  return `CREATE SEQUENCE met;
    CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('met') % 2 = 1 THEN RAISE EXCEPTION 'Stumbled' USING ERRCODE = '${state}'; END IF;
        RETURN NEW;
      END $$;
    CREATE TRIGGER stumble BEFORE INSERT OR UPDATE ON families FOR EACH ROW EXECUTE FUNCTION stumble()`;
}

const NO_MORE = "DROP TRIGGER stumble ON families; DROP FUNCTION stumble; DROP SEQUENCE met";

describe("a Postgres that", function () {
  this.timeout(60_000);
  let database: OwnDatabase;
  let server: RunningServer;

  before(async () => {
    database = await ownDatabase();
    server = await startNode(database.addresses);
  });
  after(async () => {
    await server.stop();
    await database.close();
  });

  async function assertServed(asked: Asker, names: readonly string[]): Promise<void> {
    for (const name of names) assert.isBelow((await timed(() => REQUESTS[name]!(asked))).status, 400, name);
  }

  for (const [what, state] of [
    ["cannot serialize", "40001"],
    ["finds deadlocks", "40P01"],
  ] as const) {
    it(`${what} (${state}) at every second write is asked again, and nobody hears of it`, async () => {
      const asked = await asker(server);
      await database.sql(failEachSecond(state));
      try {
        await assertServed(asked, WRITE);
        const [counted] = await database.sql("SELECT last_value::integer AS met FROM met");
        assert.isAtLeast(Number(counted?.["met"]), 2 * WRITE.length, "each was written at the second try");
      } finally {
        await database.sql(NO_MORE);
      }
      assert.isFalse(await isActive(server.url, asked.accessToken, asked.application), "the revocation was written");
    });
  }

  it("runs out of disk (53100) at every write: 503, and what was given out before lives on", async () => {
    const asked = await asker(server);
    await database.sql(failEachSecond("53100").replace("% 2 = 1", "> 0"));
    try {
      await assertAllUnavailable(asked, ["a token for a person", "a refresh"]);
    } finally {
      await database.sql(NO_MORE);
    }
    const again = await REQUESTS["a refresh"]!(asked);
    assert.equal(again.status, 200, "the refresh token was not used up");
    assert.isTrue(await isActive(server.url, textOf(again, "access_token"), asked.application));
  });

  it("lets nobody at the families for a while: 503 in time for who needs them, and all others are served", async () => {
    const asked = await asker(server);
    await database.whileOpen("LOCK TABLE families IN ACCESS EXCLUSIVE MODE", async () => {
      await Promise.all([
        assertAllUnavailable(asked, ["a token for a person", "a refresh"]),
        assertServed(asked, NEED_NO_FAMILY),
      ]);
    });
    assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
  });

  it("is so slow that its connections are all taken: who waits for one is told to come back, and nothing leaks", async () => {
    const asked = await asker(server);
    const crowd = Array.from({ length: 20 }, (_, index) => WRITE[index % 2]!);
    await database.whileOpen("LOCK TABLE families IN ACCESS EXCLUSIVE MODE", () => assertAllUnavailable(asked, crowd));
    const answers = await Promise.all(crowd.map(() => REQUESTS["a token for a person"]!(asked)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  });

  it("takes no writes: 503 for what is durable, nothing is half done, and what only reads goes on", async () => {
    const asked = await asker(server);
    const reading = await startNode({ ...database.addresses, databaseUrl: database.readOnlyUrl });
    const there = { ...asked, server: reading };
    try {
      await assertAllUnavailable(there, ["a token for a person", "a refresh"]);
      await assertServed(there, [...NEED_NO_FAMILY, "the account page"]);
    } finally {
      await reading.stop();
    }
    assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
  });

  it("takes no writes: a revocation is not called done before it is durable, and can be asked for again", async () => {
    const asked = await asker(server);
    const reading = await startNode({ ...database.addresses, databaseUrl: database.readOnlyUrl });
    try {
      await assertAllUnavailable({ ...asked, server: reading }, ["a revocation"]);
    } finally {
      await reading.stop();
    }
    assert.equal((await REQUESTS["a revocation"]!(asked)).status, 200);
    assert.isFalse(await isActive(server.url, asked.refreshToken, asked.application));
  });
});
