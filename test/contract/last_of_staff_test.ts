import { assert } from "chai";
import { Client } from "pg";

import { openDatabase } from "../../src/stores/knex/mod.ts";
import { type Database, LastOfStaff } from "../../src/stores/mod.ts";
import { freshDatabase, type TestDatabase } from "../support/services.ts";
import { eventually } from "./eventually.ts";
import { person, unique } from "./record_samples.ts";

const AT = 1_800_000_000;

/** Two take each other away at the very same moment: both have begun before either can go on. */
describe("two of staff who take each other away, held until both have begun", () => {
  let home: TestDatabase;
  let database: Database;
  let holder: Client;
  // What a transaction sees of other connections stays as it was when it first looked.
  let watcher: Client;

  before(async () => {
    home = await freshDatabase();
    database = openDatabase(home.url);
    await database.migrate();
    holder = new Client({ connectionString: home.url });
    watcher = new Client({ connectionString: home.url });
    await Promise.all([holder.connect(), watcher.connect()]);
  });
  after(async () => {
    await Promise.all([holder.end(), watcher.end()]);
    await database.close();
  });

  async function waiting(): Promise<number> {
    const { rows } = await watcher.query<{ readonly count: number }>(
      `SELECT count(*)::integer AS count FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database() AND usename = current_user`,
    );
    return rows[0]?.count ?? 0;
  }

  type Accounts = Awaited<ReturnType<Database["forIssuer"]>>["accounts"];

  for (const [deed, take] of [
    ["removed", (accounts: Accounts, id: number) => accounts.remove(id, AT)],
    ["barred", (accounts: Accounts, id: number) => accounts.change(id, { isActive: false })],
    ["made ordinary people", (accounts: Accounts, id: number) => accounts.change(id, { isStaff: false })],
  ] as const) {
    it(`are not both ${deed}`, async () => {
      const { accounts } = await database.forIssuer(unique("issuer"));
      const two = [await accounts.add(person({ isStaff: true })), await accounts.add(person({ isStaff: true }))];
      await holder.query("BEGIN");
      await holder.query("SELECT 1 FROM accounts WHERE id = ANY($1) FOR UPDATE", [two.map(({ id }) => id)]);
      const taken = Promise.allSettled(two.map(async ({ id }) => take(accounts, id)));
      await eventually(async () => (await waiting()) >= 2);
      await holder.query("COMMIT");
      const refusals = (await taken).flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
      assert.lengthOf(refusals, 1);
      assert.instanceOf(refusals[0], LastOfStaff);
      assert.equal(await accounts.count({ isStaff: true, isActive: true, limit: 9 }), 1);
    });
  }
});
