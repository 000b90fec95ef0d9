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
const LIST = jsonKind<string>("l");
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
            thrownBy(async () => store.append(LIST, { key, value: "", ttl, limit: 1 })),
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

    describe("append and list", () => {
      /** Appends texts one after the other and answers under which key. */
      async function listed(texts: readonly string[], { limit = 100, ttl = LONG } = {}): Promise<string> {
        const key = freshKey();
        for (const value of texts) await store.append(LIST, { key, value, ttl, limit });
        return key;
      }

      async function listIsGone(key: string): Promise<void> {
        subject.pass(1);
        await eventually(async () => (await store.list(LIST, key)).length === 0);
      }

      it("gives back what was written, oldest first, the same twice", async () => {
        const texts = ["one", "ä \0 𐍈", "", "one"];
        const key = await listed(texts);
        assert.deepEqual([await store.list(LIST, key), await store.list(LIST, key)], [texts, texts]);
      });

      it("gives back every byte of every record", async () => {
        const value = Uint8Array.from({ length: 256 }, (_, index) => index);
        const key = freshKey();
        for (const bytes of [value, new Uint8Array(0), value])
          await store.append(RAW, { key, value: bytes, ttl: LONG, limit: 9 });
        assert.deepEqual(
          (await store.list(RAW, key)).map((bytes) => Array.from(bytes)),
          [[...value], [], [...value]],
        );
      });

      it("is empty where nothing is", async () => assert.deepEqual(await store.list(LIST, freshKey()), []));

      for (const [limit, left] of [
        [1, ["d"]],
        [3, ["b", "c", "d"]],
        [4, ["a", "b", "c", "d"]],
        [Number.MAX_SAFE_INTEGER, ["a", "b", "c", "d"]],
      ] as const) {
        it(`keeps the newest of four where ${limit} may stay`, async () => {
          assert.deepEqual(await store.list(LIST, await listed(["a", "b", "c", "d"], { limit })), [...left]);
        });
      }

      it("drops what a smaller limit that comes later does not leave, and never brings it back", async () => {
        const key = await listed(["a", "b", "c", "d"]);
        await store.append(LIST, { key, value: "e", ttl: LONG, limit: 2 });
        await store.append(LIST, { key, value: "f", ttl: LONG, limit: 100 });
        assert.deepEqual(await store.list(LIST, key), ["d", "e", "f"]);
      });

      it("ends with all its records when the time of the last is over, and begins anew", async () => {
        const key = await listed(["a", "b"], { ttl: 1 });
        await listIsGone(key);
        await store.append(LIST, { key, value: "c", ttl: LONG, limit: 9 });
        assert.deepEqual(await store.list(LIST, key), ["c"]);
      });

      it("prolongs all records with each", async () => {
        const key = await listed(["a"], { ttl: 1 });
        await store.append(LIST, { key, value: "b", ttl: LONG, limit: 9 });
        await listIsGone(await listed(["witness"], { ttl: 1 }));
        assert.deepEqual(await store.list(LIST, key), ["a", "b"]);
      });

      it("ends by the last time to live, also where it is the shorter", async () => {
        const key = await listed(["a"]);
        await store.append(LIST, { key, value: "b", ttl: 1, limit: 9 });
        await listIsGone(key);
      });

      it("loses none of 50 that come at once, and puts each in once", async () => {
        const key = freshKey();
        const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`);
        await Promise.all(texts.map(async (value) => store.append(LIST, { key, value, ttl: LONG, limit: 100 })));
        assert.sameMembers([...(await store.list(LIST, key))], texts);
      });

      it("is never longer than its limit, however many come at once", async () => {
        const key = freshKey();
        const lengths = await Promise.all(
          Array.from({ length: 50 }, async (_, index) => {
            await store.append(LIST, { key, value: `${index}`, ttl: LONG, limit: 5 });
            return (await store.list(LIST, key)).length;
          }),
        );
        assert.deepEqual([Math.max(...lengths), (await store.list(LIST, key)).length], [5, 5]);
      });

      it("keeps kinds, keys and prefixes apart", async () => {
        const key = await listed(["mine"]);
        await store.within("inner:").append(LIST, { key, value: "inner", ttl: LONG, limit: 9 });
        assert.deepEqual(await store.list(OTHER, key), []);
        assert.deepEqual(await store.list(LIST, freshKey()), []);
        assert.deepEqual(
          [await store.list(LIST, key), await store.within("inner:").list(LIST, key)],
          [["mine"], ["inner"]],
        );
      });

      it("hands out nothing that it shares with a caller", async () => {
        const value = Uint8Array.of(1, 2, 3);
        const key = freshKey();
        await store.append(RAW, { key, value, ttl: LONG, limit: 9 });
        value[0] = 9;
        (await store.list(RAW, key))[0]![1] = 9;
        assert.deepEqual([...(await store.list(RAW, key))[0]!], [1, 2, 3]);
      });

      it("is forgotten like any record, and begins anew", async () => {
        const [gone, other] = [await listed(["a", "b"]), await listed(["c"])];
        await store.forget(LIST, [gone, freshKey()]);
        assert.deepEqual([await store.list(LIST, gone), await store.list(LIST, other)], [[], ["c"]]);
        await store.append(LIST, { key: gone, value: "d", ttl: LONG, limit: 9 });
        assert.deepEqual(await store.list(LIST, gone), ["d"]);
      });

      for (const limit of [0, -1, 1.5, Number.NaN, Infinity]) {
        it(`refuses a limit of ${limit} and writes nothing`, async () => {
          const key = freshKey();
          const append = async () => store.append(LIST, { key, value: "", ttl: LONG, limit });
          assert.instanceOf(await thrownBy(append), RangeError);
          assert.deepEqual(await store.list(LIST, key), []);
        });
      }

      it("lets an error of a kind through as it is, in writing and in reading", async () => {
        const broken = (): never => assert.fail("no such value");
        const key = await listed(["fine"]);
        const write = async () => store.append({ ...LIST, encode: broken }, { key, value: "x", ttl: LONG, limit: 9 });
        assert.match(String(await thrownBy(write)), /no such value/);
        assert.match(String(await thrownBy(async () => store.list({ ...LIST, decode: broken }, key))), /no such value/);
        assert.deepEqual(await store.list(LIST, key), ["fine"]);
      });

      for (const [what, mix] of [
        ["append to", (key) => store.append(NOTE, { key, value: { text: "" }, ttl: LONG, limit: 9 })],
        ["list", (key) => store.list(NOTE, key)],
      ] as readonly (readonly [string, (key: string) => Promise<unknown>])[]) {
        it(`refuses to ${what} one record, which stays, and does not call itself away`, async () => {
          const key = await written("single");
          assert.notInstanceOf(await thrownBy(async () => mix(key)), StoreUnavailable);
          assert.deepEqual(await store.get(NOTE, key), { text: "single" });
        });
      }

      for (const [verb, read] of [
        ["get", (key) => store.get(LIST, key)],
        ["take", (key) => store.take(LIST, key)],
      ] as readonly (readonly [string, (key: string) => Promise<unknown>])[]) {
        it(`refuses to ${verb} a list, which stays, and does not call itself away`, async () => {
          const key = await listed(["a"]);
          assert.notInstanceOf(await thrownBy(async () => read(key)), StoreUnavailable);
          assert.deepEqual(await store.list(LIST, key), ["a"]);
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
