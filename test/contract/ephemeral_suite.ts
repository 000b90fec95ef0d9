import { assert } from "chai";

import {
  countKind,
  type EphemeralStore,
  jsonKind,
  type Kind,
  markKind,
  StoreUnavailable,
} from "../../src/stores/mod.ts";
import { eventually, thrownBy, winners } from "./eventually.ts";

/** A store under test. */
export interface EphemeralSubject {
  readonly store: EphemeralStore;
  /** Lets time pass where the store has a clock of its own to move; elsewhere it passes by itself. */
  readonly pass: (seconds: number) => void;
  readonly close: () => Promise<void>;
}

const NOTE = jsonKind<{ readonly text: string }>("n");
const OTHER = jsonKind<{ readonly text: string }>("o");
const MARK = markKind("m");
const COUNT = countKind("c");
const RAW: Kind<Uint8Array> = { code: "b", encode: (value) => value, decode: (bytes) => bytes };
const LONG = 600;

/** What every adapter of the port does. */
export function describeEphemeralStore(name: string, open: () => Promise<EphemeralSubject>): void {
  describe(`EphemeralStore in ${name}`, () => {
    let subject: EphemeralSubject;
    let store: EphemeralStore;
    let last = 0;

    before(async () => {
      subject = await open();
      ({ store } = subject);
    });
    after(async () => subject.close());

    function freshKey(): string {
      last += 1;
      return `key${last}`;
    }

    async function written(text: string, ttl = LONG): Promise<string> {
      const key = freshKey();
      await store.put(NOTE, { key, value: { text }, ttl });
      return key;
    }

    async function gone<T>(kind: Kind<T>, key: string): Promise<void> {
      subject.pass(1);
      await eventually(async () => (await store.get(kind, key)) === undefined);
    }

    describe("put and get", () => {
      it("gives back what was written", async () => {
        assert.deepEqual(await store.get(NOTE, await written("ä \0 𐍈")), { text: "ä \0 𐍈" });
      });

      it("gives back every byte", async () => {
        const value = Uint8Array.from({ length: 256 }, (_, index) => index);
        const key = freshKey();
        await store.put(RAW, { key, value, ttl: LONG });
        assert.deepEqual([...((await store.get(RAW, key)) ?? [])], [...value]);
      });

      it("knows nothing of a key that was never written", async () => {
        assert.isUndefined(await store.get(NOTE, freshKey()));
      });

      it("writes over an older record and its time to live", async () => {
        const key = await written("old", 1);
        await store.put(NOTE, { key, value: { text: "new" }, ttl: LONG });
        const witness = await written("witness", 1);
        await gone(NOTE, witness);
        assert.deepEqual(await store.get(NOTE, key), { text: "new" });
      });

      it("forgets a record when its time is over", async () => {
        await gone(NOTE, await written("short", 1));
      });

      it("keeps the kinds apart", async () => {
        assert.isUndefined(await store.get(OTHER, await written("mine")));
      });

      it("hands out nothing that it shares with a caller", async () => {
        const value = Uint8Array.of(1, 2, 3);
        const key = freshKey();
        await store.put(RAW, { key, value, ttl: LONG });
        value[0] = 9;
        const first = await store.get(RAW, key);
        first![1] = 9;
        assert.deepEqual([...((await store.get(RAW, key)) ?? [])], [1, 2, 3]);
      });

      it("lets an error of a kind through as it is", async () => {
        const broken: Kind<{ readonly text: string }> = { ...NOTE, decode: () => assert.fail("undecodable") };
        const key = await written("fine");
        assert.match(String(await thrownBy(async () => store.get(broken, key))), /undecodable/);
      });

      for (const ttl of [0, -1, 1.5, Number.NaN, Infinity, 1e12]) {
        it(`refuses a time to live of ${ttl} in every verb that takes one`, async () => {
          const key = freshKey();
          const refusals = await Promise.all([
            thrownBy(async () => store.put(NOTE, { key, value: { text: "" }, ttl })),
            thrownBy(async () => store.claim(MARK, { key, ttl })),
            thrownBy(async () => store.count(COUNT, { key, ttl })),
            thrownBy(async () => store.draw(COUNT, { key, ttl, limit: 1, wanted: 1 })),
          ]);
          for (const error of refusals) assert.instanceOf(error, RangeError);
        });
      }
    });

    describe("getPair", () => {
      async function pairOf(first: boolean, second: boolean) {
        const tag = `{${freshKey()}}`;
        if (first) await store.put(NOTE, { key: `${tag}1`, value: { text: "one" }, ttl: LONG });
        if (second) await store.put(MARK, { key: tag, value: true, ttl: LONG });
        return store.getPair({ first: { kind: NOTE, key: `${tag}1` }, second: { kind: MARK, key: tag } });
      }

      it("reads both", async () => assert.deepEqual(await pairOf(true, true), [{ text: "one" }, true]));
      it("reads the first alone", async () =>
        assert.deepEqual(await pairOf(true, false), [{ text: "one" }, undefined]));
      it("reads the second alone", async () => assert.deepEqual(await pairOf(false, true), [undefined, true]));
      it("reads neither", async () => assert.deepEqual(await pairOf(false, false), [undefined, undefined]));
    });

    describe("take", () => {
      it("gives the record and removes it", async () => {
        const key = await written("once");
        assert.deepEqual(await store.take(NOTE, key), { text: "once" });
        assert.isUndefined(await store.get(NOTE, key));
      });

      it("gives nothing where nothing is", async () => {
        assert.isUndefined(await store.take(NOTE, freshKey()));
      });

      it("gives the record to one of 50 callers", async () => {
        const key = await written("once");
        assert.equal(await winners(50, async () => (await store.take(NOTE, key)) !== undefined), 1);
      });
    });

    describe("claim", () => {
      it("is true once", async () => {
        const claim = { key: freshKey(), ttl: LONG };
        assert.isTrue(await store.claim(MARK, claim));
        assert.isFalse(await store.claim(MARK, claim));
      });

      it("leaves a mark that can be read", async () => {
        const key = freshKey();
        await store.claim(MARK, { key, ttl: LONG });
        assert.isTrue(await store.get(MARK, key));
      });

      it("is true for one of 50 callers", async () => {
        const claim = { key: freshKey(), ttl: LONG };
        assert.equal(await winners(50, async () => store.claim(MARK, claim)), 1);
      });

      it("is true again when the mark has expired, which a later claim does not put off", async () => {
        const key = freshKey();
        await store.claim(MARK, { key, ttl: 1 });
        await store.claim(MARK, { key, ttl: LONG });
        await gone(MARK, key);
        assert.isTrue(await store.claim(MARK, { key, ttl: LONG }));
      });
    });

    describe("count", () => {
      it("counts up from one and can be read", async () => {
        const count = { key: freshKey(), ttl: LONG };
        assert.deepEqual([await store.count(COUNT, count), await store.count(COUNT, count)], [1, 2]);
        assert.equal(await store.get(COUNT, count.key), 2);
      });

      it("gives each of 50 callers a number of its own", async () => {
        const count = { key: freshKey(), ttl: LONG };
        const numbers = await Promise.all(Array.from({ length: 50 }, async () => store.count(COUNT, count)));
        assert.equal(new Set(numbers).size, 50);
      });

      it("ends when the time of the first count is over, whatever later counts ask for", async () => {
        const key = freshKey();
        await store.count(COUNT, { key, ttl: 1 });
        await store.count(COUNT, { key, ttl: LONG });
        await gone(COUNT, key);
        assert.equal(await store.count(COUNT, { key, ttl: LONG }), 1);
      });
    });

    describe("draw", () => {
      it("grants what is wanted, then what is left, then nothing, and says what is left", async () => {
        const draw = { key: freshKey(), ttl: LONG, limit: 5, wanted: 3 };
        const drawn = [await store.draw(COUNT, draw), await store.draw(COUNT, draw), await store.draw(COUNT, draw)];
        assert.deepEqual(
          drawn.map(({ granted, left }) => [granted, left]),
          [
            [3, 2],
            [2, 0],
            [0, 0],
          ],
        );
      });

      it("says when all of it is there again, which later draws do not put off", async () => {
        const draw = { key: freshKey(), ttl: LONG, limit: 2, wanted: 1 };
        assert.equal((await store.draw(COUNT, draw)).endsIn, LONG);
        const { endsIn } = await store.draw(COUNT, { ...draw, ttl: LONG * 2 });
        assert.isAtMost(endsIn, LONG);
        assert.isAbove(endsIn, LONG - 60);
      });

      it("is whole again when its time is over", async () => {
        const draw = { key: freshKey(), ttl: 1, limit: 2, wanted: 2 };
        assert.equal((await store.draw(COUNT, draw)).granted, 2);
        await gone(COUNT, draw.key);
        assert.equal((await store.draw(COUNT, draw)).granted, 2);
      });

      it("leaves nothing when less is allowed than was drawn", async () => {
        const draw = { key: freshKey(), ttl: LONG, limit: 9, wanted: 9 };
        await store.draw(COUNT, draw);
        const { granted, left } = await store.draw(COUNT, { ...draw, limit: 3 });
        assert.deepEqual([granted, left], [0, 0]);
      });

      it("keeps what one draws from another", async () => {
        const draw = { ttl: LONG, limit: 1, wanted: 1 };
        const all = [freshKey(), freshKey()].map(async (key) => store.draw(COUNT, { key, ...draw }));
        assert.deepEqual(
          (await Promise.all(all)).map(({ granted }) => granted),
          [1, 1],
        );
      });

      it("grants 50 callers at once no more than there is", async () => {
        const draw = { key: freshKey(), ttl: LONG, limit: 20, wanted: 3 };
        const all = await Promise.all(Array.from({ length: 50 }, async () => store.draw(COUNT, draw)));
        assert.equal(
          all.reduce((sum, { granted }) => sum + granted, 0),
          20,
        );
      });

      for (const [limit, wanted] of [
        [0, 1],
        [1, 0],
        [1.5, 1],
        [1, -1],
        [Number.NaN, 1],
      ] as const) {
        it(`refuses a draw of ${wanted} of ${limit}`, async () => {
          const draw = { key: freshKey(), ttl: LONG, limit, wanted };
          assert.instanceOf(await thrownBy(async () => store.draw(COUNT, draw)), RangeError);
        });
      }
    });

    describe("forget", () => {
      it("removes what it is told and nothing else", async () => {
        const [one, two, three] = [await written("1"), await written("2"), await written("3")];
        await store.forget(NOTE, [one, three, freshKey()]);
        const left = await Promise.all([one, two, three].map(async (key) => store.get(NOTE, key)));
        assert.deepEqual(left, [undefined, { text: "2" }, undefined]);
      });

      it("takes an empty list", async () => {
        await store.forget(NOTE, []);
      });
    });

    describe("within", () => {
      it("keeps its records to itself", async () => {
        const key = await written("outer");
        assert.isUndefined(await store.within("inner:").get(NOTE, key));
      });

      it("is the same place when it is made again, and adds its prefix to the one before", async () => {
        const entry = { key: freshKey(), value: { text: "inner" }, ttl: LONG };
        await store.within("a:").within("b:").put(NOTE, entry);
        assert.deepEqual(await store.within("a:b:").get(NOTE, entry.key), entry.value);
      });

      it("lives the same life", async () => {
        assert.equal(await store.within("inner:").epoch(), await store.epoch());
      });
    });

    describe("onNewLife", () => {
      it("has it done in the present life before anything else, once, on the narrowed store", async () => {
        const issuer = store.within(`${freshKey()}:`);
        const entry = { key: freshKey(), ttl: LONG };
        let runs = 0;
        issuer.onNewLife(async (ungated) => {
          runs += 1;
          await ungated.claim(MARK, entry);
        });
        const answers = await Promise.all([
          issuer.claim(MARK, entry),
          store.get(MARK, entry.key),
          issuer.get(MARK, entry.key),
        ]);
        assert.deepEqual([answers, runs], [[false, undefined, true], 1]);
      });

      it("fails every verb while it fails, and has it done again by the next", async () => {
        let fails = 2;
        store.onNewLife(async () => {
          fails -= 1;
          if (fails >= 0) throw new StoreUnavailable("elsewhere", undefined);
        });
        assert.propertyVal(await thrownBy(async () => store.get(NOTE, "k")), "store", "elsewhere");
        assert.isFalse(await store.ready());
        assert.isUndefined(await store.get(NOTE, freshKey()));
        assert.deepEqual([fails, await store.ready()], [-1, true]);
      });
    });

    it("says that it is ready", async () => {
      assert.isTrue(await store.ready());
    });

    it("has an epoch that stays while nothing happens to it", async () => {
      const epoch = await store.epoch();
      assert.isNotEmpty(epoch);
      assert.equal(await store.epoch(), epoch);
    });
  });
}
