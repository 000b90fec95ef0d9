import { assert } from "chai";

import { leanClient, leanFamily, person, unique } from "../../../test/contract/record_samples.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { settableClock } from "../../platform/mod.ts";
import { RecordGone } from "../store_error.ts";
import { memoryDatabase } from "./mod.ts";

async function opened() {
  const clock = settableClock(1_000);
  const database = memoryDatabase({ clock });
  const store = await database.forIssuer("one");
  const client = await store.clients.add(leanClient());
  const account = await store.accounts.add(person());
  return { ...store, clock, database, client, account };
}

describe("memoryDatabase()", () => {
  describe("shares nothing with its callers, as a real database does not", () => {
    it("neither what it was handed", async () => {
      const { clients, families, client } = await opened();
      const scope = ["read"];
      const bindings: Record<string, unknown> = { list: [1] };
      const added = await clients.add(leanClient({ scope }));
      const family = leanFamily(client.id, { scope, bindings });
      await families.open(family);
      scope.push("admin");
      bindings["more"] = true;
      assert.deepEqual((await clients.find(added.clientId))?.scope, ["read"]);
      const { scope: kept, bindings: held } = (await families.find(family.tag))!;
      assert.deepEqual([kept, held], [["read"], { list: [1] }]);
    });

    it("nor what it handed out, to whoever asked in whatever way", async () => {
      const { accounts, account, consents, client, audit } = await opened();
      await consents.remember({ accountId: account.id, client: client.id, scope: ["read"], grantedAt: 1 });
      await audit.add({ at: 1, event: "e", detail: { a: 1 } });
      const handed = [
        await accounts.change(account.id, {}),
        await accounts.find(account.id),
        await accounts.findBySub(account.sub),
        await accounts.findByUsername(account.username),
        (await accounts.list({ limit: 1 }))[0],
      ];
      for (const record of handed) Object.assign(record!, { isStaff: true });
      const consent = (await consents.find(account.id, client.id))!;
      (consent.scope as string[]).push("admin");
      ((await consents.list(account.id))[0]!.scope as string[]).push("admin");
      Object.assign((await audit.list({ limit: 1 }))[0]!.detail, { a: 2 });
      assert.deepEqual(await accounts.find(account.id), account);
      assert.deepEqual((await consents.find(account.id, client.id))?.scope, ["read"]);
      assert.deepEqual((await audit.list({ limit: 1 }))[0]?.detail, { a: 1 });
    });
  });

  it("refuses what Postgres could not keep, and then keeps nothing of it", async () => {
    const { clients, accounts } = await opened();
    const client = leanClient({ name: "half \ud800" });
    assert.instanceOf(await thrownBy(() => clients.add(client)), RangeError);
    assert.isUndefined(await clients.find(client.clientId));
    const { id, ...before } = await accounts.add(person());
    assert.instanceOf(await thrownBy(() => accounts.change(id, { email: "a\0b" })), RangeError);
    assert.deepEqual(await accounts.find(id), { id, ...before });
  });

  it("keeps all as it was when a change meets a name that is taken", async () => {
    const { accounts, account } = await opened();
    const other = await accounts.add(person());
    await thrownBy(() => accounts.change(account.id, { username: other.username, email: "new@example.test" }));
    assert.deepEqual(await accounts.find(account.id), account);
  });

  it("gives a number once, though what had it is gone", async () => {
    const { accounts, account, clock } = await opened();
    await accounts.remove(account.id, clock.now());
    const next = await accounts.add(person());
    assert.isAbove(next.id, account.id);
    assert.isUndefined(await accounts.find(account.id));
  });

  it("lets a name be taken again by somebody new when its bearer is gone", async () => {
    const { accounts, account, clock } = await opened();
    await accounts.remove(account.id, clock.now());
    const heir = await accounts.add(person({ username: account.username }));
    assert.deepEqual(await accounts.findByUsername(account.username), heir);
    assert.notEqual(heir.id, account.id);
  });

  it("lists the families of a person by its clock, to the second", async () => {
    const { families, client, account, clock } = await opened();
    const family = leanFamily(client.id, { accountId: account.id, expiresAt: clock.now() + 10 });
    await families.open(family);
    clock.advance(9);
    assert.deepEqual(await families.listOf(account.id), [family]);
    clock.advance(1);
    assert.isEmpty(await families.listOf(account.id));
  });

  it("clears the oldest first where it may not clear all", async () => {
    const { families, client } = await opened();
    const ended = Array.from({ length: 5 }, () => leanFamily(client.id, { expiresAt: 1 }));
    for (const family of ended) await families.open(family);
    assert.equal(await families.clear({ before: 2, limit: 2 }), 2);
    const left = await Promise.all(ended.map(async ({ tag }) => (await families.find(tag)) !== undefined));
    assert.deepEqual(left, [false, false, true, true, true]);
  });

  it("pages through many records without losing or repeating one, while some go", async () => {
    const { accounts, clock } = await opened();
    const added = [];
    for (let count = 0; count < 200; count += 1) added.push((await accounts.add(person())).id);
    const seen: number[] = [];
    for (let after = added[0]! - 1; ; after = seen.at(-1)!) {
      const page = await accounts.list({ after, limit: 16 });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      // Going from what was read already moves no page that is still to come.
      await accounts.remove(seen.at(-1)!, clock.now());
    }
    assert.deepEqual(seen, added);
  });

  it("keeps apart what two issuers of one name of a client hold, and claims", async () => {
    const { database, clients } = await opened();
    const other = await database.forIssuer("other");
    const clientId = unique("same");
    const [one, two] = [await clients.add(leanClient({ clientId })), await other.clients.add(leanClient({ clientId }))];
    await clients.remove(one.id);
    assert.deepEqual(await other.clients.find(clientId), two);
  });

  describe("of whose issuers one was removed", () => {
    it("says when each of the others was made by its clock, to the second", async () => {
      const { database, clock } = await opened();
      clock.advance(10);
      await database.forIssuer("two");
      const found = async (before: number) => database.listIssuers({ prefix: "", before });
      assert.deepEqual([await found(1_000), await found(1_010), await found(1_011)], [[], ["one"], ["one", "two"]]);
      await database.removeIssuer("one");
      assert.deepEqual(await found(1_011), ["two"]);
    });

    it("makes it anew as the youngest, with numbers that nobody had", async () => {
      const { database, clock, account } = await opened();
      await database.forIssuer("two");
      await database.removeIssuer("one");
      clock.advance(10);
      const heir = await database.forIssuer("one");
      assert.deepEqual(await database.listIssuers({ prefix: "" }), ["two", "one"]);
      assert.deepEqual(await database.listIssuers({ prefix: "", before: 1_010 }), ["two"]);
      assert.isAbove((await heir.accounts.add(person())).id, account.id);
    });

    it("keeps what was refused from those who look, whoever holds the old store", async () => {
      const { database, clients, families, client } = await opened();
      await database.removeIssuer("one");
      assert.instanceOf(await thrownBy(() => clients.add(leanClient())), RecordGone);
      assert.isFalse(await families.open(leanFamily(client.id)));
      assert.deepEqual([await clients.list({ limit: 9 }), await families.search({ limit: 9 })], [[], []]);
    });
  });

  it("begins anew when it was closed", async () => {
    const { database, account } = await opened();
    await database.close();
    assert.isUndefined(await (await database.forIssuer("one")).accounts.find(account.id));
  });

  it("needs no migration, and is always ready", async () => {
    const { database } = await opened();
    assert.deepEqual([await database.migrate(), await database.pendingMigrations()], [[], []]);
    assert.isTrue(await database.ready());
  });
});
