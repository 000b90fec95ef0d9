import { assert } from "chai";

import { AlreadyTaken } from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy } from "./eventually.ts";
import { leanClient, leanFamily, person, unique } from "./record_samples.ts";

/** What every `AccountStore` does. */
export function describeAccounts(issuers: () => Issuers): void {
  describe("accounts", () => {
    it("gives back a person by number, subject and user name", async () => {
      const { accounts } = issuers().store;
      const account = person({ isStaff: true, lastLogin: 1_700_000_002 });
      const added = await accounts.add(account);
      assert.deepEqual(added, { ...account, id: added.id });
      assert.deepEqual(await accounts.find(added.id), added);
      assert.deepEqual(await accounts.findBySub(account.sub), added);
      assert.deepEqual(await accounts.findByUsername(account.username), added);
    });

    for (const [written, asked] of [
      ["Ada", "aDA"],
      ["ÄRGER", "ärger"],
      ["ﬁnn", "FINN"],
      ["Ｗｉｄｅ", "wide"],
      ["cafe\u0301", "CAFÉ"],
    ] as const) {
      it(`takes '${written}' and '${asked}' for one user name`, async () => {
        const { accounts } = issuers().store;
        const mark = unique("");
        const account = await accounts.add(person({ username: written + mark }));
        assert.deepEqual(await accounts.findByUsername(asked + mark), account);
        const error = await thrownBy(async () => accounts.add(person({ username: asked + mark })));
        assert.instanceOf(error, AlreadyTaken);
        assert.propertyVal(error, "member", "username");
      });
    }

    for (const [written, asked] of [
      ["ada", "adа"],
      ["ab", "a b"],
      ["a%", "aX"],
      ["straße", "strasse"],
    ] as const) {
      it(`tells '${written}' from '${asked}'`, async () => {
        const { accounts } = issuers().store;
        const mark = unique("");
        await accounts.add(person({ username: written + mark }));
        assert.isUndefined(await accounts.findByUsername(asked + mark));
      });
    }

    it("never gives one subject to two", async () => {
      const { accounts } = issuers().store;
      const { sub } = await accounts.add(person());
      assert.instanceOf(await thrownBy(async () => accounts.add(person({ sub }))), AlreadyTaken);
    });

    it("lets two issuers have people of one name", async () => {
      const { store, other } = issuers();
      const account = person();
      const [one, two] = [await store.accounts.add(account), await other.accounts.add(account)];
      assert.isUndefined(await other.accounts.find(one.id));
      assert.deepEqual(await other.accounts.findByUsername(account.username), two);
    });

    for (const text of ["", "nul\0", "half \ud800", "__proto__"]) {
      it(`finds nobody by ${JSON.stringify(text)}`, async () => {
        const { accounts } = issuers().store;
        assert.isUndefined(await accounts.findByUsername(text));
        assert.isUndefined(await accounts.findBySub(text));
      });
    }

    it("finds nobody by a number that is none", async () => {
      const { accounts } = issuers().store;
      for (const id of [0, -1, 1.5, Number.NaN, 2 ** 40]) assert.isUndefined(await accounts.find(id));
    });

    it("changes the named members, and clears one that is named with undefined", async () => {
      const { accounts } = issuers().store;
      const { lastLogin, ...before } = await accounts.add(person({ lastLogin: 5 }));
      assert.equal(lastLogin, 5);
      const after = await accounts.change(before.id, { lastLogin: undefined, isActive: false, updatedAt: 6 });
      assert.deepEqual(after, { ...before, isActive: false, updatedAt: 6 });
      assert.deepEqual(await accounts.find(before.id), after);
    });

    it("finds a person who changed the user name by the new one only", async () => {
      const { accounts } = issuers().store;
      const before = await accounts.add(person());
      const username = unique("New");
      const after = await accounts.change(before.id, { username });
      assert.deepEqual(await accounts.findByUsername(username.toUpperCase()), after);
      assert.isUndefined(await accounts.findByUsername(before.username));
    });

    it("refuses a user name of somebody else, and lets a person keep the own in another case", async () => {
      const { accounts } = issuers().store;
      const [one, two] = [await accounts.add(person()), await accounts.add(person())];
      const error = await thrownBy(async () => accounts.change(one.id, { username: two.username.toUpperCase() }));
      assert.instanceOf(error, AlreadyTaken);
      const own = await accounts.change(one.id, { username: one.username.toUpperCase() });
      assert.equal(own?.username, one.username.toUpperCase());
    });

    it("never changes a subject, whatever it is told", async () => {
      const { accounts } = issuers().store;
      const before = await accounts.add(person());
      const changes = { sub: unique("sub"), email: "new@example.test" };
      assert.deepEqual(await accounts.change(before.id, changes), { ...before, email: "new@example.test" });
    });

    it("changes nobody who is not there", async () => {
      assert.isUndefined(await issuers().store.accounts.change(2_000_000_000, { email: "x" }));
    });

    it("lists people by number, in pages", async () => {
      const { accounts } = issuers().store;
      const people = [await accounts.add(person()), await accounts.add(person()), await accounts.add(person())];
      const after = people[0]!.id - 1;
      assert.deepEqual(await accounts.list({ after, limit: 2 }), people.slice(0, 2));
      assert.deepEqual(await accounts.list({ after: people[1]!.id, limit: 2 }), people.slice(2));
    });

    it("removes a person with consents and families, and leaves the clients without an owner", async () => {
      const { accounts, clients, consents, families } = issuers().store;
      const { id: accountId } = await accounts.add(person());
      const { ownerId, ...client } = await clients.add(leanClient({ ownerId: accountId }));
      const family = leanFamily(client.id, { accountId });
      await families.open(family);
      await consents.remember({ accountId, client: client.id, scope: [], grantedAt: 1 });
      assert.deepEqual(
        [ownerId, await accounts.remove(accountId), await accounts.remove(accountId)],
        [accountId, true, false],
      );
      assert.isUndefined(await families.find(family.tag));
      assert.isEmpty(await consents.list(accountId));
      assert.deepEqual(await clients.findByNumber(client.id), client);
    });
  });
}
