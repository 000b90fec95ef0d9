import { assert } from "chai";

import { AlreadyTaken, type FamilyRecord } from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy } from "./eventually.ts";
import { leanClient, leanFamily, person, unique, uniqueDigest } from "./record_samples.ts";

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

    it("changes a person only while they have the password that is named", async () => {
      const { accounts } = issuers().store;
      const { id } = await accounts.add(person({ passwordHash: "old" }));
      assert.isUndefined(await accounts.change(id, { passwordHash: "new" }, { passwordHash: "other" }));
      assert.equal((await accounts.find(id))?.passwordHash, "old");
      const changed = await accounts.change(id, { passwordHash: "new", email: "a@b.c" }, { passwordHash: "old" });
      assert.deepInclude(changed, { passwordHash: "new", email: "a@b.c" });
    });

    it("lets one of many change a password that all of them know", async () => {
      const { accounts } = issuers().store;
      const { id } = await accounts.add(person({ passwordHash: "old" }));
      const words = Array.from({ length: 8 }, (_, index) => `new ${index}`);
      const changed = await Promise.all(
        words.map((passwordHash) => accounts.change(id, { passwordHash }, { passwordHash: "old" })),
      );
      const winners = changed.filter((one) => one !== undefined);
      assert.lengthOf(winners, 1);
      assert.equal((await accounts.find(id))?.passwordHash, winners[0]?.passwordHash);
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

    describe("remove", () => {
      const AT = 1_800_000_000;

      /** A person with a client of theirs and a family that has everything. */
      async function personWithFamily(members: Partial<FamilyRecord> = {}) {
        const { store } = issuers();
        const { id: accountId } = await store.accounts.add(person());
        const client = await store.clients.add(leanClient({ ownerId: accountId }));
        const digests = { codeDigest: uniqueDigest(), refreshDigest: uniqueDigest() };
        const family = leanFamily(client.id, {
          accountId,
          bindings: { openid: { nonce: "n" } },
          ...digests,
          ...members,
        });
        assert.isTrue(await store.families.open(family));
        return { ...store, accountId, client, family };
      }

      it("takes the consents along, and leaves the clients without an owner", async () => {
        const { accounts, clients, consents, accountId, client } = await personWithFamily();
        await consents.remember({ accountId, client: client.id, scope: [], grantedAt: 1 });
        await accounts.remove(accountId, AT);
        assert.isUndefined(await accounts.find(accountId));
        assert.isEmpty(await consents.list(accountId));
        const { ownerId, ...rest } = client;
        assert.equal(ownerId, accountId);
        assert.deepEqual(await clients.findByNumber(client.id), rest);
      });

      it("answers the tags of what it revoked, and undefined when there is nobody", async () => {
        const { accounts, families, accountId, client, family } = await personWithFamily();
        const expired = leanFamily(client.id, { accountId, expiresAt: 1 });
        const dead = leanFamily(client.id, { accountId, revokedAt: 5 });
        for (const each of [expired, dead, leanFamily(client.id)]) await families.open(each);
        assert.sameMembers([...(await accounts.remove(accountId, AT))!], [family.tag, expired.tag]);
        for (const id of [accountId, 0, -1, 1.5, 2 ** 40]) assert.isUndefined(await accounts.remove(id, AT));
        assert.equal((await families.find(dead.tag))?.revokedAt, 5);
      });

      it("answers no tags for a person who has no families", async () => {
        const { accounts } = issuers().store;
        assert.deepEqual(await accounts.remove((await accounts.add(person())).id, AT), []);
      });

      it("keeps families revoked, without anything of the person, until they are cleared", async () => {
        const { accounts, families, accountId, family } = await personWithFamily();
        await accounts.remove(accountId, AT);
        const { accountId: gone, ...rest } = family;
        assert.equal(gone, accountId);
        assert.deepEqual(await families.find(family.tag), { ...rest, bindings: {}, revokedAt: AT });
        assert.include(await families.revokedSince(AT), family.tag);
        assert.isEmpty(await families.listOf(accountId));
        await families.clear({ before: AT + 1, limit: 10_000 });
        assert.isUndefined(await families.find(family.tag));
      });

      it("lets no later family of the person be written, not even one that was revoked early", async () => {
        const { accounts, families, accountId, family, client } = await personWithFamily();
        const stub = { ...family, tag: unique("stub"), codeDigest: uniqueDigest() };
        await families.revokeEarly(stub, 6);
        await accounts.remove(accountId, AT);
        for (const late of [stub, leanFamily(client.id, { accountId }), family]) {
          assert.isFalse(await families.open(late));
        }
        const { accountId: gone, ...rest } = stub;
        assert.equal(gone, accountId);
        assert.deepEqual(await families.find(stub.tag), { ...rest, bindings: {}, revokedAt: 6 });
      });

      it("lets no token of the person be exchanged for another", async () => {
        const { accounts, families, accountId, family } = await personWithFamily();
        await accounts.remove(accountId, AT);
        const rotation = { tag: family.tag, from: family.refreshDigest!, to: uniqueDigest(), at: AT };
        assert.isFalse(await families.rotate(rotation));
      });

      it("still holds the code against being redeemed again for somebody else", async () => {
        const { accounts, families, accountId, family, client } = await personWithFamily();
        await accounts.remove(accountId, AT);
        assert.isFalse(await families.open(leanFamily(client.id, { codeDigest: family.codeDigest! })));
      });

      it("removes nobody of another issuer", async () => {
        const { accounts, families, accountId, family } = await personWithFamily();
        assert.isUndefined(await issuers().other.accounts.remove(accountId, AT));
        assert.isDefined(await accounts.find(accountId));
        assert.deepEqual(await families.find(family.tag), family);
      });

      it("knows of every family that was written while it was at work, 20 times over", async () => {
        for (let round = 0; round < 20; round += 1) {
          const { accounts, families, accountId, family, client } = await personWithFamily();
          const late = Array.from({ length: 6 }, () => leanFamily(client.id, { accountId }));
          const open = async (each: FamilyRecord) => ((await families.open(each)) ? [each.tag] : []);
          const before = late.slice(0, 3).map(open);
          const removed = accounts.remove(accountId, AT);
          const written = await Promise.all([...before, ...late.slice(3).map(open)]);
          assert.sameMembers([...(await removed)!], [family.tag, ...written.flat()]);
          for (const tag of written.flat()) assert.equal((await families.find(tag))?.revokedAt, AT);
        }
      });

      it("is done once when ten do it at once, and names each family once", async () => {
        const { accounts, accountId, family } = await personWithFamily();
        const answers = await Promise.all(Array.from({ length: 10 }, async () => accounts.remove(accountId, AT)));
        assert.deepEqual(
          answers.filter((tags) => tags !== undefined),
          [[family.tag]],
        );
      });
    });
  });
}
