import { assert } from "chai";
import { Client } from "pg";

import type { Database, DurableStore, FamilyRecord } from "../../src/stores/mod.ts";
import { openDatabase, type OpenDatabaseOptions } from "../../src/stores/knex/mod.ts";
import { freshDatabase, type TestDatabase } from "../support/services.ts";
import { eventually, thrownBy } from "./eventually.ts";
import { clientAndPerson, leanClient, leanFamily, unique, uniqueDigest } from "./record_samples.ts";
import { startTcpProxy, type TcpProxy } from "./tcp_proxy.ts";
import { assertUnavailable } from "./unavailable.ts";

const NOW = 1_700_000_000;

describe("openDatabase", () => {
  let home: TestDatabase;
  let proxy: TcpProxy;
  let application: string;
  let database: Database;
  let store: DurableStore;
  let side: Client;

  before(async () => {
    home = await freshDatabase({
      migrate: async ({ url }) => {
        const migrating = openDatabase(url);
        await migrating.migrate();
        await migrating.close();
      },
    });
    side = new Client({ connectionString: home.url });
    await side.connect();
    proxy = await startTcpProxy(Number(new URL(home.url).port));
  });
  after(async () => {
    await proxy.close();
    await side.end();
  });

  beforeEach(async () => {
    await opened();
  });
  afterEach(async () => {
    await proxy.restore();
    await database.close();
  });

  /** Through the proxy, under a name of its own, so that its connections can be told from others. */
  async function opened(options: OpenDatabaseOptions = {}): Promise<void> {
    application = unique("faults");
    const url = new URL(home.url);
    url.port = String(proxy.port);
    url.searchParams.set("application_name", application);
    database = openDatabase(url.href.replaceAll("+", "%20"), { statementTimeout: 400, ...options });
    store = await database.forIssuer("faults");
  }

  async function reopened(options: OpenDatabaseOptions): Promise<void> {
    await database.close();
    await opened(options);
  }

  async function family(): Promise<FamilyRecord> {
    const { client, accountId } = await clientAndPerson(store);
    const made = leanFamily(client, { accountId, refreshDigest: uniqueDigest() });
    await store.families.open(made);
    return made;
  }

  async function backends(): Promise<readonly number[]> {
    const { rows } = await side.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = $1", [
      application,
    ]);
    return rows.map(({ pid }) => pid);
  }

  async function terminateAll(): Promise<void> {
    await side.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
      application,
    ]);
  }

  async function isWaiting(): Promise<boolean> {
    const query = "SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'";
    return ((await side.query(query, [application])).rowCount ?? 0) > 0;
  }

  /** Does something while another session holds the row of a family. */
  async function whileHeld(tag: string, work: () => Promise<void>): Promise<void> {
    await side.query("BEGIN");
    try {
      await side.query("SELECT 1 FROM families WHERE tag = $1 FOR UPDATE", [tag]);
      await work();
    } finally {
      await side.query("ROLLBACK");
    }
  }

  describe("whose connections are terminated", () => {
    it("reads on at once, on a new connection", async () => {
      const { tag } = await family();
      await terminateAll();
      assert.equal((await store.families.find(tag))?.tag, tag);
    });

    it("writes on as soon as it knows, on a new connection", async () => {
      const { tag } = await family();
      const old = await backends();
      await terminateAll();
      await eventually(async () =>
        store.families.revoke(tag, NOW).then(
          () => true,
          () => false,
        ),
      );
      assert.notIncludeMembers([...(await backends())], [...old]);
    });

    it("says of a write that was under way that it is unavailable, and writes nothing", async () => {
      const { tag } = await family();
      await whileHeld(tag, async () => {
        const written = assertUnavailable(async () => store.families.revoke(tag, NOW));
        await eventually(isWaiting);
        await terminateAll();
        await written;
      });
      assert.notProperty(await store.families.find(tag), "revokedAt");
    });
  });

  describe("whose server", () => {
    it("is away fails soon in reading and writing, and works when it is back, without being opened again", async () => {
      const { tag } = await family();
      await proxy.refuse();
      await assertUnavailable(async () => store.families.find(tag));
      await assertUnavailable(async () => store.families.revoke(tag, NOW));
      await assertUnavailable(async () => database.forIssuer("faults"));
      assert.deepEqual([await database.ready(), await store.ready()], [false, false]);
      await proxy.restore();
      assert.equal((await store.families.find(tag))?.tag, tag);
      assert.isTrue(await store.families.revoke(tag, NOW));
      assert.isTrue(await database.ready());
    });

    it("has broken an idle connection still answers the next read", async () => {
      const { tag } = await family();
      proxy.cut();
      assert.equal((await store.families.find(tag))?.tag, tag);
    });

    it("goes mute is given up in time, and its connections with it", async () => {
      const { tag } = await family();
      const old = await backends();
      proxy.mute();
      await assertUnavailable(async () => store.families.revoke(tag, NOW));
      await proxy.restore();
      assert.isTrue(await store.families.revoke(tag, NOW));
      assert.notIncludeMembers([...(await backends())], [...old]);
    });

    it("is mute from the beginning is given up in time", async () => {
      await reopened({});
      proxy.cut();
      proxy.mute();
      await assertUnavailable(async () => store.clients.find("x"), { within: 5_000 });
    });
  });

  describe("with a statement that", () => {
    it("takes too long is unavailable, keeps its connection, and writes nothing", async () => {
      const { tag } = await family();
      const old = await backends();
      await whileHeld(tag, async () => {
        const error = await assertUnavailable(async () => store.families.revoke(tag, NOW));
        assert.propertyVal(error.cause, "code", "57014");
      });
      assert.isTrue(await store.families.revoke(tag, NOW + 1));
      assert.equal((await store.families.find(tag))?.revokedAt, NOW + 1);
      assert.includeMembers([...old], [...(await backends())]);
    });

    it("clears does not wait for a family that somebody else holds", async () => {
      const [held, free] = [await family(), await family()];
      for (const { tag } of [held, free]) await store.families.revoke(tag, 5);
      await whileHeld(held.tag, async () => {
        assert.equal(await store.families.clear({ before: 6, limit: 10 }), 1);
      });
      assert.isDefined(await store.families.find(held.tag));
      assert.isUndefined(await store.families.find(free.tag));
    });

    it("finds no free connection is unavailable after two seconds", async () => {
      await reopened({ pool: 1, statementTimeout: 4_000 });
      const { tag } = await family();
      await whileHeld(tag, async () => {
        const held = store.families.revoke(tag, NOW);
        await eventually(isWaiting);
        await assertUnavailable(async () => store.clients.find("x"), { within: 2_500 });
        await side.query("COMMIT");
        assert.isTrue(await held);
      });
    });

    it("is chosen to end a deadlock is repeated until it is done", async () => {
      await reopened({ statementTimeout: 4_000 });
      const { accountId, client, tag: one } = await family();
      const second = leanFamily(client, { accountId: accountId! });
      await store.families.open(second);
      await whileHeld(second.tag, async () => {
        const revoked = store.families.revokeAll({ accountId: accountId! }, NOW);
        await eventually(isWaiting);
        await side.query("UPDATE families SET generation = 7 WHERE tag = $1", [one]);
        await side.query("COMMIT");
        assert.sameMembers([...(await revoked)], [one, second.tag]);
      });
    });
  });

  describe("against a server that refuses", () => {
    async function refusing(change: (url: URL) => void): Promise<Database> {
      const url = new URL(home.url);
      change(url);
      const other = openDatabase(url.href.replaceAll("+", "%20"));
      return other;
    }

    for (const [what, change, code] of [
      ["a wrong password", (url: URL) => void (url.password = "wrong-secret"), "28P01"],
      ["an unknown database", (url: URL) => void (url.pathname = "/nowhere"), "3D000"],
    ] as const) {
      it(`${what} is unavailable, and tells no password`, async () => {
        const other = await refusing(change);
        const error = await assertUnavailable(async () => other.forIssuer("x"));
        assert.propertyVal(error.cause, "code", code);
        assert.notInclude(`${error.stack} ${String(error.cause)}`, "secret");
        await other.close();
      });
    }

    it("to write is unavailable for writing and reads on", async () => {
      const options = new URL(home.url).searchParams.get("options") ?? "";
      const other = await refusing((url) =>
        url.searchParams.set("options", `${options} -c default_transaction_read_only=on`),
      );
      const reading = await other.forIssuer("faults");
      assert.isUndefined(await reading.clients.find("nobody"));
      const error = await assertUnavailable(async () => reading.clients.add(leanClient()));
      assert.propertyVal(error.cause, "code", "25006");
      await other.close();
    });

    it("more connections than it allows is unavailable for the rest, and serves those that it let in", async () => {
      const role = unique("limited").replace("-", "_");
      await side.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pw' CONNECTION LIMIT 1`);
      await side.query(`GRANT ALL ON SCHEMA ${home.schema} TO ${role}`);
      await side.query(`GRANT ALL ON ALL TABLES IN SCHEMA ${home.schema} TO ${role}`);
      const other = await refusing((url) => {
        url.username = role;
        url.password = "pw";
      });
      const limited = await other.forIssuer("faults");
      const outcomes = await Promise.allSettled(Array.from({ length: 5 }, async () => limited.clients.find("x")));
      assert.isTrue(outcomes.some(({ status }) => status === "fulfilled"));
      for (const outcome of outcomes)
        if (outcome.status === "rejected") await assertUnavailable(async () => Promise.reject(outcome.reason));
      assert.isUndefined(await limited.clients.find("x"));
      await other.close();
      await side.query(`DROP OWNED BY ${role}`);
      await side.query(`DROP ROLE ${role}`);
    });
  });

  it("lets the error of a database without tables through as it is", async () => {
    const empty = openDatabase((await freshDatabase()).url);
    const error = await thrownBy(async () => empty.forIssuer("x"));
    assert.propertyVal(error, "code", "42P01");
    await empty.close();
  });

  for (const schema of ["", "Public", "a b", "a;b", "1a", "a".repeat(64), 'a"b']) {
    it(`refuses the schema '${schema}'`, () => {
      assert.throws(() => openDatabase(home.url, { schema }), RangeError);
    });
  }

  it("is unavailable once it is closed, and may be closed twice", async () => {
    await database.close();
    await assertUnavailable(async () => store.clients.find("x"));
    await database.close();
  });
});
