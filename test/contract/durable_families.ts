import { assert } from "chai";

import type { Digest } from "../../src/platform/mod.ts";
import type { FamilyQuery, FamilyRecord, FamilyState, FamilyStore } from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy, winners } from "./eventually.ts";
import { clientAndPerson, leanClient, leanFamily, unique, uniqueDigest } from "./record_samples.ts";

const NOW = 1_700_000_000;

/** What every `FamilyStore` does. */
export function describeFamilies(issuers: () => Issuers): void {
  describe("families", () => {
    let client: number;
    let accountId: number;

    before(async () => {
      ({ client, accountId } = await clientAndPerson(issuers().store));
    });

    function families() {
      return issuers().store.families;
    }

    function redeemed(members: Partial<FamilyRecord> = {}): FamilyRecord {
      return leanFamily(client, { accountId, codeDigest: uniqueDigest(), refreshDigest: uniqueDigest(), ...members });
    }

    async function opened(members: Partial<FamilyRecord> = {}): Promise<FamilyRecord> {
      const family = redeemed(members);
      assert.isTrue(await families().open(family));
      return family;
    }

    describe("open", () => {
      it("writes a family that has everything", async () => {
        const bindings = { pkce: { challenge: "x" }, list: [1, { a: null }] };
        const times = { createdAt: NOW, rotatedAt: NOW + 1, expiresAt: NOW + 2, revokedAt: NOW + 3 };
        const family = await opened({
          ...times,
          bindings,
          generation: 3,
          previousDigest: uniqueDigest(),
          scope: ["b", "a"],
        });
        assert.deepEqual(await families().find(family.tag), family);
      });

      it("writes a family that has nothing optional", async () => {
        const family = leanFamily(client);
        assert.isTrue(await families().open(family));
        assert.deepEqual(await families().find(family.tag), family);
      });

      it("is false for a second family of one code, which is not written", async () => {
        const { codeDigest } = await opened();
        const second = redeemed({ codeDigest: codeDigest! });
        assert.isFalse(await families().open(second));
        assert.isUndefined(await families().find(second.tag));
      });

      it("is false for a tag that is in use, whose family stays as it is", async () => {
        const first = await opened();
        assert.isFalse(await families().open(redeemed({ tag: first.tag })));
        assert.isFalse(await families().open(leanFamily(client, { tag: first.tag })));
        assert.isFalse(await families().open(first));
        assert.deepEqual(await families().find(first.tag), first);
      });

      for (const [rivals, tag] of [
        ["families of their own", undefined],
        ["the same family", "one"],
      ] as const) {
        it(`is true for one of 50 who redeem a code at once into ${rivals}`, async () => {
          const codeDigest = uniqueDigest();
          const shared = tag === undefined ? {} : { tag: unique(tag) };
          assert.equal(await winners(50, async () => families().open(redeemed({ codeDigest, ...shared }))), 1);
        });
      }

      it("is false when the client or the person is not there, or is another issuer's", async () => {
        const theirs = await clientAndPerson(issuers().other);
        for (const members of [
          { client: 2_000_000_000 },
          { accountId: 2_000_000_000 },
          { client: theirs.client },
          { accountId: theirs.accountId },
        ]) {
          assert.isFalse(await families().open(redeemed(members)));
        }
      });

      it("is false for a person who is deactivated, and true once they are not", async () => {
        const { store } = issuers();
        const barred = await clientAndPerson(store);
        const family = redeemed({ accountId: barred.accountId });
        await store.accounts.change(barred.accountId, { isActive: false });
        assert.isFalse(await families().open(family));
        assert.isUndefined(await families().find(family.tag));
        await store.accounts.change(barred.accountId, { isActive: true });
        assert.isTrue(await families().open(family));
      });

      it("lets two issuers have families of one tag and one code", async () => {
        const family = await opened();
        const theirs = { ...family, ...(await clientAndPerson(issuers().other)) };
        assert.isTrue(await issuers().other.families.open(theirs));
        assert.deepEqual(await issuers().other.families.find(family.tag), theirs);
      });

      it("refuses bindings that hold NUL", async () => {
        const family = redeemed({ bindings: { state: "a\0b" } });
        assert.instanceOf(await thrownBy(async () => families().open(family)), RangeError);
      });
    });

    describe("find", () => {
      for (const tag of ["", "nobody", "nul\0", "half \ud800", "__proto__"]) {
        it(`finds no family by ${JSON.stringify(tag)}`, async () => {
          assert.isUndefined(await families().find(tag));
        });
      }
    });

    describe("revokeEarly", () => {
      it("makes a family that is born dead, once", async () => {
        const family = redeemed({ bindings: { late: true } });
        await families().revokeEarly({ ...family, bindings: {}, generation: 9 }, NOW);
        assert.isTrue(await families().open(family));
        assert.deepEqual(await families().find(family.tag), { ...family, revokedAt: NOW });
        assert.isFalse(await families().open(family));
      });

      it("revokes a family that was written, and leaves the rest of it as it is", async () => {
        const family = await opened();
        await families().revokeEarly({ ...family, generation: 9 }, NOW);
        assert.deepEqual(await families().find(family.tag), { ...family, revokedAt: NOW });
      });

      it("leaves the moment of the first revocation", async () => {
        const family = redeemed();
        await families().revokeEarly(family, NOW);
        await families().revokeEarly(family, NOW + 5);
        assert.equal((await families().find(family.tag))?.revokedAt, NOW);
        assert.isFalse(await families().revoke(family.tag, NOW + 6));
      });

      it("keeps another family from being opened with its code, or its tag from another code", async () => {
        const family = redeemed();
        await families().revokeEarly(family, NOW);
        assert.isFalse(await families().open(redeemed({ codeDigest: family.codeDigest! })));
        assert.isFalse(await families().open(redeemed({ tag: family.tag })));
      });

      it("does nothing for a code that belongs to another family, or a client that is not there", async () => {
        const first = await opened();
        const second = redeemed({ codeDigest: first.codeDigest! });
        const orphan = redeemed({ client: 2_000_000_000 });
        for (const family of [second, orphan]) {
          await families().revokeEarly(family, NOW);
          assert.isUndefined(await families().find(family.tag));
        }
        assert.deepEqual(await families().find(first.tag), first);
      });

      it("never rotates a stub", async () => {
        const family = redeemed();
        await families().revokeEarly(family, NOW);
        assert.isFalse(
          await families().rotate({ tag: family.tag, from: family.refreshDigest!, to: uniqueDigest(), at: NOW }),
        );
      });

      it("ends with a dead family and one redemption when both come at once, 20 times over", async () => {
        for (let round = 0; round < 20; round += 1) {
          const family = redeemed();
          const early = async () =>
            families()
              .revokeEarly(family, NOW)
              .then(() => false);
          const calls = [early, async () => families().open(family), early, async () => families().open(family)];
          assert.equal(await winners(4, async (index) => calls[index]!()), 1);
          assert.deepEqual(await families().find(family.tag), { ...family, revokedAt: NOW });
        }
      });
    });

    describe("rotate", () => {
      it("puts the next refresh token in the place of the current one", async () => {
        const family = await opened({ expiresAt: NOW + 10 });
        const to = uniqueDigest();
        const rotation = { tag: family.tag, from: family.refreshDigest!, to, at: NOW, expiresAt: NOW + 20 };
        assert.isTrue(await families().rotate(rotation));
        const digests = { refreshDigest: to, previousDigest: family.refreshDigest! };
        const after = { ...family, ...digests, generation: 1, rotatedAt: NOW, expiresAt: NOW + 20 };
        assert.deepEqual(await families().find(family.tag), after);
      });

      it("makes a family last for ever when no end is given", async () => {
        const { expiresAt, ...family } = await opened({ expiresAt: NOW + 10 });
        await families().rotate({ tag: family.tag, from: family.refreshDigest!, to: uniqueDigest(), at: NOW });
        assert.equal(expiresAt, NOW + 10);
        assert.notProperty(await families().find(family.tag), "expiresAt");
      });

      async function assertNotRotated(
        members: Partial<FamilyRecord>,
        rotation: { readonly from?: Digest; readonly tag?: string } = {},
      ) {
        const family = await opened(members);
        const base = { tag: family.tag, from: family.refreshDigest ?? uniqueDigest(), to: uniqueDigest(), at: NOW };
        assert.isFalse(await families().rotate({ ...base, ...rotation }));
        assert.deepEqual(await families().find(family.tag), family);
      }

      it("is false for a token that is not the current one", async () =>
        assertNotRotated({}, { from: uniqueDigest() }));
      it("is false for the previous one", async () => {
        const previousDigest = uniqueDigest();
        await assertNotRotated({ previousDigest }, { from: previousDigest });
      });
      it("is false for an unknown family", async () => assertNotRotated({}, { tag: unique("nobody") }));
      it("is false for a revoked family", async () => assertNotRotated({ revokedAt: NOW - 1 }));
      it("is false at the very second of its end", async () => assertNotRotated({ expiresAt: NOW }));

      it("is false for the family of another issuer", async () => {
        const family = await opened();
        const rotation = { tag: family.tag, from: family.refreshDigest!, to: uniqueDigest(), at: NOW };
        assert.isFalse(await issuers().other.families.rotate(rotation));
      });

      it("is true for one of 50 at once, whose token is then the current one", async () => {
        const family = await opened();
        const next = Array.from({ length: 50 }, () => uniqueDigest());
        const won: Digest[] = [];
        const rotate = async (index: number) => {
          const to = next[index]!;
          const first = await families().rotate({ tag: family.tag, from: family.refreshDigest!, to, at: NOW });
          if (first) won.push(to);
          return first;
        };
        assert.equal(await winners(50, rotate), 1);
        assert.equal((await families().find(family.tag))?.refreshDigest, won[0]);
      });
    });

    describe("revoke", () => {
      it("is true once, and keeps its moment", async () => {
        const { tag } = await opened();
        assert.deepEqual([await families().revoke(tag, NOW), await families().revoke(tag, NOW + 1)], [true, false]);
        assert.equal((await families().find(tag))?.revokedAt, NOW);
      });

      it("is false for a family that is unknown, or another issuer's", async () => {
        const { tag } = await opened();
        assert.isFalse(await families().revoke(unique("nobody"), NOW));
        assert.isFalse(await families().revoke("nul\0", NOW));
        assert.isFalse(await issuers().other.families.revoke(tag, NOW));
      });

      it("is true for one of 50 at once", async () => {
        const { tag } = await opened();
        assert.equal(await winners(50, async () => families().revoke(tag, NOW)), 1);
      });

      it("leaves no family alive when it meets a rotation", async () => {
        const family = await opened();
        const rotation = { tag: family.tag, from: family.refreshDigest!, to: uniqueDigest(), at: NOW };
        await Promise.all([families().rotate(rotation), families().revoke(family.tag, NOW)]);
        assert.equal((await families().find(family.tag))?.revokedAt, NOW);
      });
    });

    describe("revokeAll", () => {
      async function fourFamilies() {
        const { store } = issuers();
        const [mine, yours] = [await clientAndPerson(store), await clientAndPerson(store)];
        const pairs = [mine, { ...mine, client: yours.client }, { ...yours, client: mine.client }, yours];
        const tags = [];
        for (const pair of pairs) tags.push((await opened(pair)).tag);
        return { mine, tags };
      }

      for (const [whose, members, expected] of [
        ["a person", ["accountId"], [0, 1]],
        ["a client", ["client"], [0, 2]],
        ["a person with a client", ["accountId", "client"], [0]],
      ] as const) {
        it(`revokes the families of ${whose} and names them, once`, async () => {
          const { mine, tags } = await fourFamilies();
          const query = Object.fromEntries(members.map((member) => [member, mine[member]]));
          assert.sameMembers(
            [...(await families().unrevokedTags(query))],
            expected.map((index) => tags[index]!),
          );
          assert.sameMembers(
            [...(await families().revokeAll(query, NOW))],
            expected.map((index) => tags[index]!),
          );
          assert.isEmpty(await families().revokeAll(query, NOW));
          assert.isEmpty(await families().unrevokedTags(query));
          const dead = await Promise.all(tags.map(async (tag) => (await families().find(tag))?.revokedAt === NOW));
          assert.deepEqual(
            dead,
            tags.map((_, index) => (expected as readonly number[]).includes(index)),
          );
        });
      }

      it("refuses to revoke the families of everybody", async () => {
        assert.instanceOf(await thrownBy(async () => families().revokeAll({}, NOW)), RangeError);
        assert.instanceOf(await thrownBy(async () => families().unrevokedTags({})), RangeError);
      });

      it("names among the unrevoked what has expired, as an access token of it may live, and no stub", async () => {
        const pair = await clientAndPerson(issuers().store);
        const expired = await opened({ ...pair, expiresAt: 1 });
        await families().revokeEarly(redeemed(pair), NOW);
        assert.deepEqual(await families().unrevokedTags({ accountId: pair.accountId }), [expired.tag]);
      });
    });

    it("names the families that were revoked since a moment, that moment included", async () => {
      const since = 1_950_000_000;
      const [early, at, stub] = [await opened(), await opened(), redeemed()];
      await opened();
      await families().revoke(early.tag, since - 1);
      await families().revoke(at.tag, since);
      await families().revokeEarly(stub, since + 1);
      assert.sameMembers([...(await families().revokedSince(since))], [at.tag, stub.tag]);
      assert.isEmpty(await issuers().other.families.revokedSince(since));
    });

    it("lists the living families of a person, newest first", async () => {
      const { store } = issuers();
      const pair = await clientAndPerson(store);
      const later = Math.floor(Date.now() / 1000) + 3_600;
      const old = await opened({ ...pair, createdAt: NOW - 10 });
      const young = await opened({ ...pair, createdAt: NOW, expiresAt: later });
      const twin = await opened({ ...pair, createdAt: NOW });
      await opened({ ...pair, revokedAt: NOW });
      await opened({ ...pair, expiresAt: NOW });
      await families().revokeEarly(redeemed(pair), NOW);
      assert.deepEqual(await families().listOf(pair.accountId), [twin, young, old]);
    });

    describe("clear", () => {
      it("removes families that ended before a moment, so many at a time", async () => {
        const { other } = issuers();
        const { client: theirs } = await clientAndPerson(other);
        const ends = [
          { expiresAt: 99 },
          { revokedAt: 99 },
          { expiresAt: 99, revokedAt: 500 },
          { expiresAt: 500, revokedAt: 99 },
        ];
        const lives = [{ expiresAt: 100 }, { revokedAt: 100 }, {}];
        const kept = lives.map((members) => leanFamily(theirs, members));
        for (const family of [...ends.map((members) => leanFamily(theirs, members)), ...kept])
          await other.families.open(family);
        assert.equal(await other.families.countCleared(100), 4);
        assert.deepEqual(
          [
            await other.families.clear({ before: 100, limit: 3 }),
            await other.families.clear({ before: 100, limit: 3 }),
          ],
          [3, 1],
        );
        assert.deepEqual(
          [await other.families.clear({ before: 100, limit: 3 }), await other.families.countCleared(100)],
          [0, 0],
        );
        for (const { tag } of kept) assert.isDefined(await other.families.find(tag));
      });

      it("counts each family once when four clear at the same time", async () => {
        const { other } = issuers();
        const { client: theirs } = await clientAndPerson(other);
        for (let count = 0; count < 40; count += 1) await other.families.open(leanFamily(theirs, { expiresAt: 10 }));
        let cleared = 0;
        while ((await other.families.countCleared(11)) > 0) {
          const counts = await Promise.all(
            Array.from({ length: 4 }, async () => other.families.clear({ before: 11, limit: 7 })),
          );
          cleared += counts.reduce((sum, count) => sum + count, 0);
        }
        assert.equal(cleared, 40);
      });
    });

    describe("search and count", () => {
      let own: number;
      let made: readonly FamilyRecord[];

      before(async () => {
        own = (await issuers().store.clients.add(leanClient())).id;
        const samples: readonly Partial<FamilyRecord>[] = [
          { accountId, session: "sid", createdAt: NOW + 9 },
          { expiresAt: NOW + 1, grantType: "password" },
          { expiresAt: NOW, accountId },
          { revokedAt: NOW, expiresAt: NOW },
        ];
        const families = samples.map((sample) => leanFamily(own, sample));
        for (const family of families) await issuers().store.families.open(family);
        const stub = leanFamily(own, { tag: unique("stub") });
        await issuers().store.families.revokeEarly(stub, NOW);
        made = [...families, { ...stub, revokedAt: NOW }];
      });

      /** Places of what is found, in the order of writing from the newest on. */
      async function found(query: Partial<Parameters<FamilyStore["search"]>[0]>): Promise<readonly number[]> {
        const entries = await families().search({ client: own, limit: 10, ...query });
        return entries.map(({ tag }) => made.findIndex((family) => family.tag === tag));
      }

      it("begin with the newest, a page at a time", async () => {
        const [newest, second] = await families().search({ client: own, limit: 2 });
        assert.deepEqual(newest, { ...made[4]!, id: newest!.id });
        assert.deepEqual(await found({}), [4, 3, 2, 1, 0]);
        assert.deepEqual(await found({ before: newest!.id, limit: 1 }), [3]);
        assert.deepEqual(await found({ before: second!.id }), [2, 1, 0]);
      });

      it("keep the place of a family whose refresh token is exchanged, and of a stub that is completed", async () => {
        assert.isTrue(await families().open(made[4]!));
        const [place] = await families().search({ tag: made[0]!.tag, limit: 1 });
        await families().revoke(made[0]!.tag, NOW);
        assert.equal((await families().search({ tag: made[0]!.tag, limit: 1 }))[0]?.id, place?.id);
        assert.deepEqual(await found({}), [4, 3, 2, 1, 0]);
      });

      const AT_NOW = (is: FamilyState) => ({ state: { is, at: NOW } });
      const QUERIES: readonly (readonly [string, () => FamilyQuery, readonly number[]])[] = [
        ["a person", () => ({ accountId }), [2, 0]],
        ["a session", () => ({ session: "sid" }), [0]],
        ["a tag", () => ({ tag: made[1]!.tag }), [1]],
        ["a grant type", () => ({ grantType: "password" }), [1]],
        ["what lives", () => AT_NOW("live"), [1]],
        ["what lived before", () => ({ state: { is: "live", at: NOW - 1 } }), [2, 1]],
        ["what has expired", () => AT_NOW("expired"), [2]],
        ["what was revoked", () => AT_NOW("revoked"), [4, 3, 0]],
        ["all of one thing", () => ({ accountId, ...AT_NOW("expired"), tag: made[2]!.tag }), [2]],
        ["one thing and another", () => ({ accountId, ...AT_NOW("live") }), []],
        ["nobody", () => ({ accountId: 2 ** 40 }), []],
        ["what cannot be written", () => ({ tag: "\0" }), []],
      ];
      for (const [what, query, expected] of QUERIES) {
        it(`find ${what}`, async () => {
          assert.deepEqual(await found(query()), [...expected]);
          assert.equal(await families().count({ client: own, ...query() }), expected.length);
        });
      }

      it("find nothing of another issuer", async () => {
        assert.isEmpty(await issuers().other.families.search({ client: own, limit: 10 }));
        assert.equal(await issuers().other.families.count({ client: own }), 0);
      });
    });
  });
}
