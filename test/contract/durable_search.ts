import { assert } from "chai";
import * as fc from "fast-check";

import { type AccountRecord, type Database, type DurableStore, LastOfStaff } from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy } from "./eventually.ts";
import { leanSession, person, unique } from "./record_samples.ts";
import { SEED } from "./seed.ts";

/** Texts that mean something to the database's ways of searching. */
const NONSENSE = ["%", "_", "a%", "'", "''", "\\", ":*", "a:*", "!a", "a&b", "(", "<->", "*", "NULL", "a\\'b"] as const;

/** A word that nobody else has. */
function mark(): string {
  return unique("mark").replace("-", "x");
}

async function namesFound(store: DurableStore, text: string, said: object = {}): Promise<readonly string[]> {
  const found = await store.accounts.search({ text, order: { by: "username" }, limit: 100, ...said });
  return found.map(({ username }) => username);
}

/** What every `AccountStore` finds. */
export function describeAccountSearch(issuers: () => Issuers): void {
  describe("accounts that are looked for", () => {
    async function added(members: Partial<AccountRecord>): Promise<AccountRecord> {
      return issuers().store.accounts.add(person(members));
    }

    for (const [member, value] of [
      ["username", "Find.MARK"],
      ["email", "someone@MARK.example"],
      ["email", "MARK@example.test"],
      ["firstName", "Ada MARK"],
      ["lastName", "van der MARK-Smith"],
      ["sub", "MARK-0000"],
    ] as const) {
      it(`are found by the beginning of a word of ${member}: ${value}`, async () => {
        const word = mark();
        // Subject identifiers are kept as they are written, and we write them small.
        const text = value.replace("MARK", member === "sub" ? word : word.toUpperCase());
        const { username } = await added({ [member]: text });
        const { store, other } = issuers();
        for (const asked of [word, word.toUpperCase(), word.slice(0, -1), ` ${word}  `])
          assert.include(await namesFound(store, asked), username);
        assert.isEmpty(await namesFound(store, word.slice(1)));
        assert.isEmpty(await namesFound(store, `${word}y`));
        assert.isEmpty(await namesFound(other, word));
      });
    }

    it("have every word that was typed, wherever it is", async () => {
      const [first, last] = [mark(), mark()];
      const { username } = await added({ firstName: first, lastName: last, email: "" });
      assert.deepEqual(await namesFound(issuers().store, `${last} ${first}`), [username]);
      assert.isEmpty(await namesFound(issuers().store, `${last} ${first} ${mark()}`));
    });

    for (const text of NONSENSE) {
      it(`are found by ${JSON.stringify(text)} where it is written, and nowhere else`, async () => {
        const [one, word] = [mark(), mark()];
        const { username } = await added({ lastName: `${one}${text}` });
        await added({ lastName: word });
        const { store } = issuers();
        assert.deepEqual(await namesFound(store, `${one}${text}`), [username]);
        assert.isEmpty(await namesFound(store, `${word}${text}`));
        assert.notInclude(await namesFound(store, text), word);
      });
    }

    for (const text of ["nul\0", "half \ud800", "x".repeat(10_000)])
      it(`are none by ${JSON.stringify(text.slice(0, 10))}`, async () =>
        assert.isEmpty(await namesFound(issuers().store, text)));

    it("are found by what they are called now", async () => {
      const { store } = issuers();
      const [before, after] = [mark(), mark()];
      const { id, username } = await added({ lastName: before, firstName: "Kept" });
      await store.accounts.change(id, { lastName: after });
      assert.isEmpty(await namesFound(store, before));
      assert.deepEqual(await namesFound(store, `kept ${after}`), [username]);
      await store.accounts.change(id, { isActive: true });
      assert.deepEqual(await namesFound(store, after), [username]);
    });

    it("are staff or not, active or not, as was asked, and can be counted", async () => {
      const { store } = issuers();
      const text = mark();
      const kinds = [true, false].flatMap((isStaff) => [true, false].map((isActive) => ({ isStaff, isActive })));
      const people = await Promise.all(kinds.map((kind) => added({ lastName: text, ...kind })));
      for (const kind of [...kinds, {}, { isStaff: true }, { isActive: false }]) {
        const expected = people.filter((one) =>
          Object.entries(kind).every(([name, value]) => Reflect.get(one, name) === value),
        );
        assert.sameMembers(
          [...(await namesFound(store, text, kind))],
          expected.map(({ username }) => username),
        );
        assert.equal(await store.accounts.count({ text, ...kind, limit: 3 }), Math.min(3, expected.length));
      }
      assert.equal(await store.accounts.count({ text: "nul\0", limit: 3 }), 0);
    });

    it("come page by page, newest first or by name in the order of code points", async () => {
      const { store } = issuers();
      const text = mark();
      const inOrder = ["_", "a", "b", "B2", "Z", "é", "\uE000", "\u{1F600}"];
      const mixed = [4, 7, 0, 6, 2, 5, 1, 3].map((index) => inOrder[index]!);
      const people: AccountRecord[] = [];
      for (const name of mixed) people.push(await added({ username: `${text}${name}` }));
      const byName = await pages(store, { text, by: "username" });
      assert.deepEqual(
        byName.map(({ username }) => username),
        inOrder.map((name) => `${text}${name}`),
      );
      assert.deepEqual(await pages(store, { text, by: "newest" }), people.toReversed());
    });
  });
}

/** What every `AccountStore` keeps. */
export function describeLastOfStaff(fresh: () => Promise<DurableStore>): void {
  describe("the last of staff", () => {
    const AT = 1_800_000_000;

    /** An issuer of two who administer, one who was barred and one who never did. */
    async function household() {
      const { accounts } = await fresh();
      const { id: one } = await accounts.add(person({ isStaff: true }));
      const { id: two } = await accounts.add(person({ isStaff: true }));
      const { id: barred } = await accounts.add(person({ isStaff: true, isActive: false }));
      const { id: ordinary } = await accounts.add(person());
      return { accounts, one, two, barred, ordinary };
    }

    for (const [deed, take] of [
      ["removed", (store: DurableStore["accounts"], id: number) => store.remove(id, AT)],
      ["barred", (store: DurableStore["accounts"], id: number) => store.change(id, { isActive: false })],
      [
        "made an ordinary person",
        (store: DurableStore["accounts"], id: number) => store.change(id, { isStaff: false }),
      ],
    ] as const) {
      it(`is never ${deed}, and everybody else may be`, async () => {
        const { accounts, one, two, barred, ordinary } = await household();
        for (const id of [one, barred, ordinary]) assert.isDefined(await take(accounts, id));
        assert.instanceOf(await thrownBy(async () => take(accounts, two)), LastOfStaff);
        assert.deepInclude(await accounts.find(two), { isStaff: true, isActive: true });
        for (const id of [2_000_000_000, -1]) assert.isUndefined(await take(accounts, id));
      });

      it(`stays when two at once have each other ${deed}, 20 times over`, async () => {
        for (let round = 0; round < 20; round += 1) {
          const { accounts, one, two } = await household();
          const outcomes = await Promise.allSettled([take(accounts, one), take(accounts, two)]);
          assert.sameMembers(
            outcomes.map(({ status }) => status),
            ["fulfilled", "rejected"],
          );
          const staff = await accounts.search({ isStaff: true, isActive: true, order: { by: "newest" }, limit: 9 });
          assert.lengthOf(staff, 1);
        }
      });
    }

    it("may change anything else", async () => {
      const { accounts, one, two } = await household();
      await accounts.remove(one, AT);
      assert.isDefined(await accounts.change(two, { isStaff: true, isActive: true, email: "new@example.test" }));
    });
  });
}

/** All whom a text finds, three at a time. */
async function pages(
  { accounts }: DurableStore,
  { text, by }: { readonly text: string; readonly by: "username" | "newest" },
): Promise<readonly AccountRecord[]> {
  const all: AccountRecord[] = [];
  for (;;) {
    const last = all.at(-1);
    const name = last === undefined ? {} : { after: last.username };
    const number = last === undefined ? {} : { after: last.id };
    const order = by === "username" ? ({ by, ...name } as const) : ({ by, ...number } as const);
    const page = await accounts.search({ text, order, limit: 3 });
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** What every `SessionStore` finds. */
export function describeSessionSearch(issuers: () => Issuers): void {
  describe("sessions that are looked for", () => {
    const AT = 1_700_000_000;

    async function owner(lastName: string): Promise<AccountRecord> {
      return issuers().store.accounts.add(person({ lastName }));
    }

    it("are found by their name, with their person", async () => {
      const { store, other } = issuers();
      const { id, sub, username, isStaff, isActive } = await owner(mark());
      const session = leanSession(id, { agent: "Mozilla" });
      await store.sessions.add(session);
      assert.deepEqual(await store.sessions.findBySid(session.sid), {
        session,
        account: { id, sub, username, isStaff, isActive },
      });
      for (const sid of ["", "nobody's", "\0", session.digest]) assert.isUndefined(await store.sessions.findBySid(sid));
      assert.isUndefined(await other.sessions.findBySid(session.sid));
    });

    it("are the live ones of whom a text finds, newest first, page by page", async () => {
      const { store } = issuers();
      const text = mark();
      const [ann, bob] = [await owner(text), await owner(text)];
      const times = [5, 3, 5, 1, 3, 5, 2];
      const made = times.map((time, index) =>
        leanSession(index % 2 === 0 ? ann.id : bob.id, { createdAt: AT + time, sid: `${unique("s")}${text}` }),
      );
      for (const session of made) await store.sessions.add(session);
      await store.sessions.add(leanSession(ann.id, { expiresAt: AT + 10 }));
      await store.sessions.add(leanSession((await owner(mark())).id));
      const sids = made.toSorted((a, b) => b.createdAt - a.createdAt || (a.sid < b.sid ? 1 : -1)).map(({ sid }) => sid);
      const found: { readonly sid: string; readonly createdAt: number }[] = [];
      for (;;) {
        const before = found.at(-1);
        const query = { text, at: AT + 10, limit: 2, ...(before === undefined ? {} : { before }) };
        const page = await store.sessions.search(query);
        if (page.length === 0) break;
        found.push(...page.map(({ session }) => session));
      }
      assert.deepEqual(
        found.map(({ sid }) => sid),
        sids,
      );
    });

    it("are of one person where one is named, and none where the text finds nobody", async () => {
      const { store } = issuers();
      const { id, username } = await owner(mark());
      const session = leanSession(id);
      await store.sessions.add(session);
      const [found, ...others] = await store.sessions.search({ accountId: id, at: AT, limit: 9 });
      assert.deepEqual([found?.session.sid, found?.account.username, others], [session.sid, username, []]);
      for (const query of [{ text: "nul\0" }, { text: mark() }, { accountId: 2 ** 40 }, { accountId: -1 }])
        assert.isEmpty(await store.sessions.search({ ...query, at: AT, limit: 9 }));
    });

    it("are counted up to a limit", async () => {
      const { store } = issuers();
      const { id } = await owner(mark());
      const far = AT + 900_000_000;
      for (const expiresAt of [far, far + 1, far + 2, far + 3])
        await store.sessions.add(leanSession(id, { expiresAt }));
      assert.equal(await store.sessions.count({ at: far, limit: 9 }), 3);
      assert.equal(await store.sessions.count({ at: far, limit: 2 }), 2);
      for (const { sid } of await store.sessions.list(id)) await store.sessions.end(sid);
    });
  });
}

/** Two databases find the same people by any text. */
export function itFindsAlike(name: string, open: () => { readonly model: Database; readonly real: Database }): void {
  const letters = ["a", "B", "é", "ﬁ", "'", "\\", ".", " ", "@", "-", "Σ", ":", "*", "%", "\u{1F600}"];
  const words = fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });

  it(`finds whom the database in memory finds, by any text, in ${name} (FC_SEED=${SEED})`, async () => {
    const { model, real } = open();
    const issuer = unique("search");
    const stores = await Promise.all([model.forIssuer(issuer), real.forIssuer(issuer)]);
    const property = fc.asyncProperty(words, words, words, async (firstName, email, text) => {
      const made = person({ firstName, email, lastName: "" });
      for (const store of stores) await store.accounts.add(made);
      const [expected, actual] = await Promise.all(stores.map(async (store) => namesFound(store, text)));
      assert.deepEqual(actual, expected);
    });
    await fc.assert(property, { seed: SEED, numRuns: 100 });
  }).timeout(30_000);
}
