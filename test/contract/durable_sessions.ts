import { assert } from "chai";

import { digest } from "../../src/platform/mod.ts";
import { type DurableStore, RecordGone, type SessionRecord } from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy } from "./eventually.ts";
import { clientAndPerson, leanSession, unique, uniqueDigest } from "./record_samples.ts";

const NOW = 1_700_000_000;

async function begun(store: DurableStore, said: Partial<SessionRecord> = {}): Promise<SessionRecord> {
  const accountId = said.accountId ?? (await clientAndPerson(store)).accountId;
  const session = leanSession(accountId, said);
  await store.sessions.add(session);
  return session;
}

/** What every `SessionStore` does. */
export function describeSessions(issuers: () => Issuers): void {
  describe("sessions", () => {
    for (const [name, said] of [
      ["the least that one has", {}],
      ["all that one may have", { acr: "urn:gold", agent: "Mozilla ünï", amr: ["pwd", "otp"] }],
      ["no way of signing in", { amr: [] }],
    ] as const) {
      it(`finds a session by its cookie, with its person: ${name}`, async () => {
        const { store } = issuers();
        const session = await begun(store, said);
        const found = await store.sessions.find(session.digest);
        assert.deepEqual(found?.session, session);
        const account = await store.accounts.find(session.accountId);
        assert.deepInclude(account, { ...found?.account });
        assert.sameMembers(Object.keys(found?.account ?? {}), ["id", "sub", "username", "isStaff", "isActive"]);
      });
    }

    it("finds none by its name, another cookie, or in another issuer", async () => {
      const { store, other } = issuers();
      const session = await begun(store);
      assert.isUndefined(await store.sessions.find(digest(session.sid)));
      assert.isUndefined(await store.sessions.find(digest("")));
      assert.isUndefined(await other.sessions.find(session.digest));
    });

    it("finds one that has expired, since the clock that counts is not the store's", async () => {
      const { store } = issuers();
      const session = await begun(store, { expiresAt: 2_000 });
      assert.equal((await store.sessions.find(session.digest))?.session.expiresAt, 2_000);
    });

    it("refuses a person who is not there, or is another issuer's", async () => {
      const { store, other } = issuers();
      const { accountId } = await clientAndPerson(other);
      for (const stranger of [2_000_000_000, accountId])
        assert.instanceOf(await thrownBy(async () => begun(store, { accountId: stranger })), RecordGone);
    });

    it("gives it another cookie and another sign-in, and keeps its name, its clients and its beginning", async () => {
      const { store } = issuers();
      const session = await begun(store, { acr: "urn:gold" });
      await store.sessions.join(session.sid, 4);
      const [from, to] = [session.digest, uniqueDigest()];
      const renewed = { authTime: NOW + 9, amr: ["otp"], expiresAt: NOW + 69 };
      assert.isTrue(await store.sessions.renew({ sid: session.sid, from, to, ...renewed }));
      assert.isUndefined(await store.sessions.find(from));
      const { acr: _, ...kept } = session;
      assert.deepEqual((await store.sessions.find(to))?.session, { ...kept, ...renewed, digest: to, clients: [4] });
    });

    it("gives it one new cookie when 20 ask at once", async () => {
      const { store } = issuers();
      const { sid, digest: from } = await begun(store);
      const asked = Array.from({ length: 20 }, async () =>
        store.sessions.renew({ sid, from, to: uniqueDigest(), authTime: NOW, amr: [], expiresAt: NOW }),
      );
      assert.lengthOf((await Promise.all(asked)).filter(Boolean), 1);
    });

    it("notes a client once, in the order in which they came, when each comes five times at once", async () => {
      const { store, other } = issuers();
      const { sid, digest: cookie } = await begun(store);
      const first = await Promise.all(Array.from({ length: 5 }, async () => store.sessions.join(sid, 9)));
      assert.lengthOf(first.filter(Boolean), 1);
      await Promise.all(Array.from({ length: 5 }, async () => store.sessions.join(sid, 3)));
      assert.deepEqual((await store.sessions.find(cookie))?.session.clients, [9, 3]);
      assert.isFalse(await store.sessions.join("nobody's", 3));
      assert.isFalse(await other.sessions.join(sid, 5));
    });

    it("lists those of a person, newest first", async () => {
      const { store } = issuers();
      const one = await begun(store);
      const { accountId } = one;
      const two = await begun(store, { accountId, createdAt: NOW + 5 });
      const three = await begun(store, { accountId, createdAt: NOW + 2 });
      assert.deepEqual(await store.sessions.list(accountId), [two, three, one]);
      for (const nobody of [2_000_000_000, -1, 0.5, Number.NaN])
        assert.deepEqual(await store.sessions.list(nobody), []);
    });

    it("ends it, and answers it to one of 20 who end it at once", async () => {
      const { store, other } = issuers();
      const session = await begun(store);
      assert.isUndefined(await other.sessions.end(session.sid));
      const ended = await Promise.all(Array.from({ length: 20 }, async () => store.sessions.end(session.sid)));
      assert.deepEqual(
        ended.filter((one) => one !== undefined),
        [session],
      );
      for (const sid of ["nobody's", "", "\0"]) assert.isUndefined(await store.sessions.end(sid));
    });

    it("ends with its person", async () => {
      const { store } = issuers();
      const session = await begun(store);
      await store.accounts.remove(session.accountId, NOW);
      assert.isUndefined(await store.sessions.find(session.digest));
      assert.isUndefined(await store.sessions.end(session.sid));
    });

    it("clears those that expired before an instant, as many at a time as it is told", async () => {
      const { store } = issuers();
      const { accountId } = await begun(store, { expiresAt: 1_000 });
      await begun(store, { accountId, expiresAt: 1_001 });
      const last = await begun(store, { accountId, expiresAt: 1_002 });
      assert.equal(await store.sessions.countCleared(1_002), 2);
      assert.equal(await store.sessions.clear({ before: 1_002, limit: 1 }), 1);
      assert.equal(await store.sessions.clear({ before: 1_002, limit: 9 }), 1);
      assert.deepEqual(await store.sessions.list(accountId), [last]);
    });
  });

  describe("families of a session", () => {
    it("are revoked with it, those of one client alone where one is named", async () => {
      const { store } = issuers();
      const { accountId, client } = await clientAndPerson(store);
      const family = { client, accountId, grantType: "authorization_code", scope: [], generation: 0, bindings: {} };
      const [one, two] = [unique("sid"), unique("sid")];
      const [a, b, c] = [unique("tag"), unique("tag"), unique("tag")];
      for (const [tag, told] of [
        [a, { session: one }],
        [b, { session: two }],
        [c, {}],
      ] as const)
        assert.isTrue(await store.families.open({ ...family, ...told, tag, createdAt: NOW }));
      assert.equal((await store.families.find(a))?.session, one);
      assert.isFalse(Object.hasOwn((await store.families.find(c)) ?? {}, "session"));
      assert.deepEqual(await store.families.revokeAll({ session: one, client: 2_000_000_000 }, NOW), []);
      assert.deepEqual(await store.families.unrevokedTags({ session: two, client }), [b]);
      assert.deepEqual(await store.families.revokeAll({ session: one, client }, NOW), [a]);
      assert.deepEqual(await store.families.revokeAll({ session: two }, NOW), [b]);
    });
  });

  describe("claims of a person", () => {
    it("come back as they were written, and are cleared by name", async () => {
      const { store } = issuers();
      const { accountId } = await clientAndPerson(store);
      assert.isFalse(Object.hasOwn((await store.accounts.find(accountId)) ?? {}, "claims"));
      const claims = { nickname: "ünï", address: { country: "DE" }, email_verified: false, groups: ["a"] };
      await store.accounts.change(accountId, { claims });
      assert.deepEqual((await store.accounts.find(accountId))?.claims, claims);
      await store.accounts.change(accountId, { claims: undefined });
      assert.isFalse(Object.hasOwn((await store.accounts.find(accountId)) ?? {}, "claims"));
    });
  });
}
