import { assert } from "chai";

import { type Database, type DurableStore, RecordGone } from "../../src/stores/mod.ts";
import { eventually, thrownBy, winners } from "./eventually.ts";
import {
  clientAndPerson,
  initialToken,
  keyRecord,
  leanClient,
  leanFamily,
  leanSession,
  person,
  unique,
  uniqueDigest,
} from "./record_samples.ts";

const NOW = 1_700_000_000;
/** Later than anything that a test makes. */
const LATER = 32_503_680_000;

/** Some of all that an issuer can have. */
export interface FullIssuer {
  readonly store: DurableStore;
  readonly accountId: number;
  readonly client: number;
  readonly clientId: string;
  readonly tag: string;
  readonly sid: string;
  readonly kid: string;
  readonly token: ReturnType<typeof initialToken>["digest"];
}

/** Fills an issuer with records of every kind, which refer to each other in every way. */
export async function fullIssuer(store: DurableStore): Promise<FullIssuer> {
  const { id: accountId } = await store.accounts.add(person({ isStaff: true }));
  const { id: client, clientId } = await store.clients.add(leanClient({ ownerId: accountId }));
  await store.clients.add(leanClient());
  await store.consents.remember({ accountId, client, scope: ["read"], grantedAt: NOW });
  const { sid, ...session } = leanSession(accountId);
  await store.sessions.add({ sid, ...session });
  await store.sessions.join(sid, client);
  const family = leanFamily(client, { accountId, session: sid, codeDigest: uniqueDigest() });
  await store.families.open(family);
  await store.families.revokeEarly(leanFamily(client), NOW);
  const key = keyRecord();
  await store.keys.add(key);
  const token = initialToken();
  await store.initialTokens.add(token);
  await store.audit.add({ at: NOW, event: "made", accountId, client, family: family.tag, detail: {} });
  await store.claimOnce("filled");
  return { store, accountId, client, clientId, tag: family.tag, sid, kid: key.kid, token: token.digest };
}

/** All that can be read of an issuer. */
async function readAll({ store, ...names }: FullIssuer): Promise<Readonly<Record<string, unknown>>> {
  const page = { limit: 100 };
  return {
    client: await store.clients.find(names.clientId),
    clients: await store.clients.list(page),
    account: await store.accounts.find(names.accountId),
    accounts: await store.accounts.search({ order: { by: "newest" }, ...page }),
    consents: await store.consents.list(names.accountId),
    family: await store.families.find(names.tag),
    families: await store.families.search(page),
    revoked: await store.families.revokedSince(0),
    session: await store.sessions.findBySid(names.sid),
    sessions: await store.sessions.list(names.accountId),
    keys: await store.keys.list(),
    initialToken: await store.initialTokens.find(names.token),
    audit: await store.audit.list(page),
    claimed: (await store.wasClaimed("filled")) || undefined,
  };
}

function isSomething(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** Names of what is not empty. */
function present(all: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(all).filter((name) => isSomething(all[name]));
}

/** Each verb that writes a record that was not there before. */
const NEW_RECORDS: readonly (readonly [string, (issuer: FullIssuer) => Promise<unknown>])[] = [
  ["a client", async ({ store }) => store.clients.add(leanClient())],
  ["a client of somebody", async ({ store, accountId }) => store.clients.add(leanClient({ ownerId: accountId }))],
  ["a person", async ({ store }) => store.accounts.add(person())],
  [
    "a consent",
    async ({ store, accountId, client }) =>
      store.consents.remember({ accountId, client, scope: ["read"], grantedAt: NOW }),
  ],
  ["a session", async ({ store, accountId }) => store.sessions.add(leanSession(accountId))],
  ["a key", async ({ store }) => store.keys.add(keyRecord())],
  ["an initial access token", async ({ store }) => store.initialTokens.add(initialToken())],
  ["a line of the audit log", async ({ store }) => store.audit.add({ at: NOW, event: "late", detail: {} })],
  ["a claim", async ({ store }) => store.claimOnce("filled")],
];

/** Each verb that changes or removes what is there, and what it answers when nothing is. */
const CHANGES: readonly (readonly [string, (issuer: FullIssuer) => Promise<unknown>, unknown])[] = [
  ["changes no client", async ({ store, client }) => store.clients.change(client, { name: "New" }), undefined],
  ["removes no client", async ({ store, client }) => store.clients.remove(client), false],
  ["changes nobody", async ({ store, accountId }) => store.accounts.change(accountId, { firstName: "X" }), undefined],
  ["removes nobody", async ({ store, accountId }) => store.accounts.remove(accountId, NOW), undefined],
  ["forgets no consent", async ({ store, accountId, client }) => store.consents.forget(accountId, client), false],
  ["opens no family", async ({ store, client }) => store.families.open(leanFamily(client)), false],
  [
    "opens no family of a person",
    async ({ store, client, accountId }) => store.families.open(leanFamily(client, { accountId })),
    false,
  ],
  ["revokes no family", async ({ store, tag }) => store.families.revoke(tag, NOW), false],
  ["revokes no families", async ({ store, client }) => store.families.revokeAll({ client }, NOW), []],
  [
    "revokes no family early",
    async ({ store, client }) => store.families.revokeEarly(leanFamily(client), NOW),
    undefined,
  ],
  ["clears no families", async ({ store }) => store.families.clear({ before: LATER, limit: 9 }), 0],
  ["joins no session", async ({ store, sid, client }) => store.sessions.join(sid, client + 1), false],
  ["ends no session", async ({ store, sid }) => store.sessions.end(sid), undefined],
  ["removes no key", async ({ store, kid }) => store.keys.remove(kid), false],
  ["spends no initial access token", async ({ store, token }) => store.initialTokens.spend(token, NOW), false],
];

/** What every `Database` does with issuers as a whole. */
export function describeIssuers(database: () => Database): void {
  async function filled(name = unique("throwaway")): Promise<FullIssuer> {
    return fullIssuer(await database().forIssuer(name));
  }

  async function removed(): Promise<FullIssuer> {
    const name = unique("throwaway");
    const issuer = await filled(name);
    assert.isTrue(await database().removeIssuer(name));
    return issuer;
  }

  describe("listIssuers", () => {
    async function made(...names: readonly string[]): Promise<void> {
      for (const name of names) await database().forIssuer(name);
    }

    for (const [what, others] of [
      ["an ordinary prefix", (prefix: string) => [prefix.slice(0, -1), prefix.toUpperCase(), `x${prefix}`]],
      ["a prefix with '%'", (prefix: string) => [prefix.replace("%", "x"), prefix.replace("%", "")]],
      ["a prefix with '_'", (prefix: string) => [prefix.replace("_", "x"), prefix.replace("_", "%")]],
      ["a prefix with '\\'", (prefix: string) => [prefix.replace("\\", ""), prefix.replace("\\", "%")]],
      ["a prefix with 'é' of one sign", (prefix: string) => [prefix.normalize("NFD")]],
    ] as const) {
      it(`finds by ${what} those that begin with it, itself included, in the order in which they were made`, async () => {
        const sign = /'(.)'/.exec(what)?.[1] ?? "-";
        const prefix = `${unique("lab")}${sign}/`;
        await made(...others(prefix), `${prefix}2`, `${prefix}10`, prefix, `${prefix}${sign}`);
        const found = await database().listIssuers({ prefix });
        assert.deepEqual(found, [`${prefix}2`, `${prefix}10`, prefix, `${prefix}${sign}`]);
      });
    }

    it("finds all by no prefix, and none by one that nobody has", async () => {
      const name = unique("any");
      await made(name);
      assert.include(await database().listIssuers({ prefix: "" }), name);
      for (const prefix of [unique("nobody"), "a\0b", "\ud800"])
        assert.isEmpty(await database().listIssuers({ prefix }), JSON.stringify(prefix));
    });

    it("does not find by half of a sign", async () => {
      await made(unique("😀"));
      assert.isEmpty(await database().listIssuers({ prefix: "😀".slice(0, 1) }));
    });

    it("finds those that were made before a moment, and not at it or later", async () => {
      const prefix = unique("age");
      await made(`${prefix}/a`);
      const found = async (before: number) => (await database().listIssuers({ prefix, before })).length;
      assert.deepEqual(
        [await found(0), await found(LATER), await found(Infinity), await found(-Infinity)],
        [0, 1, 1, 0],
      );
      const now = Math.floor(Date.now() / 1_000);
      assert.deepEqual([await found(now - 600), await found(now + 600)], [0, 1]);
    });

    it("finds an issuer no more that was removed", async () => {
      const prefix = unique("gone");
      await made(`${prefix}/a`, `${prefix}/b`);
      await database().removeIssuer(`${prefix}/a`);
      assert.deepEqual(await database().listIssuers({ prefix }), [`${prefix}/b`]);
    });
  });

  describe("removeIssuer", () => {
    it("removes all that belongs to an issuer, of which nothing can be read any more", async () => {
      const name = unique("throwaway");
      const issuer = await filled(name);
      const before = await readAll(issuer);
      assert.deepEqual(present(before), Object.keys(before), "the issuer is not full");
      assert.isTrue(await database().removeIssuer(name));
      assert.isEmpty(present(await readAll(issuer)));
    });

    it("leaves its neighbours as they are, also those whose names begin as its own or are its beginning", async () => {
      const name = unique("throwaway");
      const neighbours = [await filled(`${name}0`), await filled(`${name}%`), await filled(name.slice(0, -1))];
      const before = await Promise.all(neighbours.map(readAll));
      await filled(name);
      assert.isTrue(await database().removeIssuer(name));
      assert.deepEqual(await Promise.all(neighbours.map(readAll)), before);
    });

    for (const pattern of ["throwaway%", "%", "throwaway_", "", "a\0b", "\ud800"]) {
      it(`takes ${JSON.stringify(pattern)} for nothing but a name, which nobody has`, async () => {
        const issuer = await filled();
        assert.isFalse(await database().removeIssuer(pattern));
        assert.isDefined(await issuer.store.clients.find(issuer.clientId));
      });
    }

    it("removes once", async () => {
      const name = unique("throwaway");
      await filled(name);
      assert.deepEqual([await database().removeIssuer(name), await database().removeIssuer(name)], [true, false]);
    });

    it("is won by one of 20 who remove it at once", async () => {
      const name = unique("throwaway");
      await filled(name);
      assert.equal(await winners(20, async () => database().removeIssuer(name)), 1);
    });

    it("removes several at once, and nobody's else", async () => {
      const prefix = unique("several");
      const names = Array.from({ length: 8 }, (_, index) => `${prefix}/${index}`);
      await Promise.all(names.map(filled));
      const going = names.slice(1);
      assert.equal(await winners(going.length, async (index) => database().removeIssuer(going[index]!)), going.length);
      assert.deepEqual(await database().listIssuers({ prefix }), [names[0]!]);
    });

    it("lets the name be taken by a new issuer, which has nothing of the old, whose stores stay dead", async () => {
      const name = unique("throwaway");
      const old = await filled(name);
      await database().removeIssuer(name);
      const heir = await database().forIssuer(name);
      assert.isEmpty(present(await readAll({ ...old, store: heir })));
      assert.isTrue(await heir.claimOnce("filled"));
      assert.instanceOf(await thrownBy(async () => old.store.accounts.add(person())), RecordGone);
      assert.isEmpty(present(await readAll(old)));
    });

    it("is met by those who make the same issuer at the same time, and always get one", async () => {
      const name = unique("contested");
      const rounds = Array.from({ length: 40 }, async (_, index) =>
        index % 2 === 0 ? database().forIssuer(name) : database().removeIssuer(name),
      );
      await Promise.all(rounds);
      const last = await database().forIssuer(name);
      assert.isTrue(await last.claimOnce("alive"));
    });

    it("lets the removed be asked whether the database answers", async () => {
      assert.isTrue(await (await removed()).store.ready());
    });

    for (const [what, write] of NEW_RECORDS) {
      it(`lets ${what} be written no more`, async () => {
        const issuer = await removed();
        assert.instanceOf(await thrownBy(async () => write(issuer)), RecordGone);
        assert.isEmpty(present(await readAll(issuer)));
      });
    }

    for (const [what, change, answer] of CHANGES) {
      it(`leaves a store that ${what}`, async () => {
        const issuer = await removed();
        assert.deepEqual(await change(issuer), answer);
        assert.isEmpty(present(await readAll(issuer)));
      });
    }

    it("lets nothing be written past it by those who write at the same time", async () => {
      const name = unique("busy");
      const store = await database().forIssuer(name);
      const { client, accountId } = await clientAndPerson(store);
      const issuer = { ...(await fullIssuer(store)), client, accountId };
      let written = 0;
      let isRefused = false;
      const writers = NEW_RECORDS.filter(([what]) => what !== "a claim").map(async ([, write]) => {
        while (!isRefused) {
          try {
            await write(issuer);
            written += 1;
          } catch (error) {
            assert.instanceOf(error, RecordGone);
            isRefused = true;
          }
          await store.families.open(leanFamily(client, { accountId }));
          // Others have their turn, also where nothing is waited for.
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
      await eventually(async () => written > 20);
      assert.isTrue(await database().removeIssuer(name));
      await Promise.all(writers);
      assert.isEmpty(present(await readAll(issuer)));
    });
  });
}
