import { assert } from "chai";
import * as fc from "fast-check";

import { SEED } from "../../../test/contract/seed.ts";
import { settableClock } from "../../platform/mod.ts";
import { countKind, jsonKind, markKind } from "../ephemeral.ts";
import { StoreUnavailable } from "../store_error.ts";
import { Model, steps, ttl } from "./_ephemeral_model_test.ts";
import { memoryEphemeralStore } from "./ephemeral.ts";

const MARK = markKind("m");
const COUNT = countKind("c");
const LIST = jsonKind<string>("l");

function smallStore({ limit }: { readonly limit: number }) {
  const clock = settableClock(1_000);
  const store = memoryEphemeralStore({ clock, limit });
  async function fill(count: number, ttl: number): Promise<void> {
    for (let number = 0; number < count; number += 1)
      await store.put(MARK, { key: `${ttl}-${number}`, value: true, ttl });
  }
  return { clock, store, fill };
}

async function isRefused(call: () => Promise<unknown>): Promise<boolean> {
  return call().then(
    () => false,
    (error: unknown) => error instanceof StoreUnavailable,
  );
}

describe("memoryEphemeralStore()", () => {
  it("keeps a record to the last second before its end", async () => {
    const { clock, store } = smallStore({ limit: 10 });
    await store.put(MARK, { key: "k", value: true, ttl: 10 });
    clock.advance(9);
    assert.isTrue(await store.get(MARK, "k"));
    clock.advance(1);
    assert.isUndefined(await store.get(MARK, "k"));
  });

  it("refuses what does not fit, and drops nothing that is alive", async () => {
    const { store, fill } = smallStore({ limit: 3 });
    await fill(3, 10);
    assert.isTrue(await isRefused(async () => store.put(MARK, { key: "k", value: true, ttl: 10 })));
    assert.isTrue(await isRefused(async () => store.claim(MARK, { key: "k", ttl: 10 })));
    assert.isTrue(await isRefused(async () => store.count(COUNT, { key: "k", ttl: 10 })));
    for (const key of ["10-0", "10-1", "10-2"]) assert.isTrue(await store.get(MARK, key));
  });

  it("writes over a record when it is full", async () => {
    const { store, fill } = smallStore({ limit: 3 });
    await fill(3, 10);
    await store.put(MARK, { key: "10-1", value: true, ttl: 20 });
  });

  it("makes room by dropping what has expired", async () => {
    const { clock, store, fill } = smallStore({ limit: 3 });
    await fill(3, 10);
    clock.advance(10);
    await fill(3, 20);
    assert.isTrue(await store.get(MARK, "20-2"));
  });

  it("makes room for one when one of many has expired", async () => {
    const { clock, store, fill } = smallStore({ limit: 100 });
    await fill(50, 100);
    await store.put(MARK, { key: "short", value: true, ttl: 1 });
    await fill(49, 90);
    clock.advance(1);
    await store.put(MARK, { key: "new", value: true, ttl: 100 });
    assert.isTrue(await isRefused(async () => store.put(MARK, { key: "more", value: true, ttl: 1 })));
  });

  describe("with lists", () => {
    function listing(limit: number) {
      const { clock, store, fill } = smallStore({ limit });
      const append = async (value: string, { key = "k", ttl = 10, stay = 9 } = {}) =>
        store.append(LIST, { key, value, ttl, limit: stay });
      return { clock, store, fill, append };
    }

    it("counts each record of a list, and refuses the one that does not fit", async () => {
      const { store, fill, append } = listing(3);
      await append("a");
      await append("b");
      await fill(1, 10);
      assert.isTrue(await isRefused(async () => append("c")));
      assert.isTrue(await isRefused(async () => append("c", { key: "other" })));
      assert.deepEqual(await store.list(LIST, "k"), ["a", "b"]);
    });

    it("goes on when it is full where a list gives up its oldest for its newest", async () => {
      const { store, fill, append } = listing(3);
      for (const value of ["a", "b"]) await append(value, { stay: 2 });
      await fill(1, 10);
      await append("c", { stay: 2 });
      assert.deepEqual(await store.list(LIST, "k"), ["b", "c"]);
    });

    for (const [what, leave] of [
      ["is forgotten", async ({ store }) => store.forget(LIST, ["k"])],
      ["has expired", async ({ clock }) => clock.advance(10)],
      [
        "has expired and was looked for",
        async ({ clock, store }) => {
          clock.advance(10);
          await store.list(LIST, "k");
        },
      ],
      ["is cut down to one", async ({ append }) => append("last", { stay: 1 })],
    ] as readonly (readonly [string, (world: ReturnType<typeof listing>) => Promise<void>])[]) {
      it(`has the room of a list again that ${what}`, async () => {
        const world = listing(4);
        for (const value of ["a", "b", "c", "d"]) await world.append(value);
        assert.isTrue(await isRefused(async () => world.fill(1, 20)));
        await leave(world);
        await world.fill(3, 20);
        for (const key of ["20-0", "20-1", "20-2"]) assert.isTrue(await world.store.get(MARK, key));
      });
    }

    it("keeps all of a list to the last second after its last record", async () => {
      const { clock, store, append } = listing(9);
      await append("a", { ttl: 2 });
      clock.advance(1);
      await append("b", { ttl: 10 });
      clock.advance(9);
      assert.deepEqual(await store.list(LIST, "k"), ["a", "b"]);
      clock.advance(1);
      assert.deepEqual(await store.list(LIST, "k"), []);
    });

    it("has all its room again when it was closed", async () => {
      const { store, fill, append } = listing(2);
      for (const value of ["a", "b"]) await append(value);
      await store.close();
      await fill(2, 10);
      assert.deepEqual([await store.list(LIST, "k"), await store.get(MARK, "10-1")], [[], true]);
    });
  });

  it("gives every store an epoch of its own", async () => {
    assert.notEqual(await memoryEphemeralStore().epoch(), await memoryEphemeralStore().epoch());
  });

  it("follows the machine's clock when it is given none", async () => {
    const store = memoryEphemeralStore();
    await store.put(MARK, { key: "k", value: true, ttl: 60 });
    assert.isTrue(await store.get(MARK, "k"));
  });

  it("forgets everything when it is closed", async () => {
    const { store, fill } = smallStore({ limit: 10 });
    await fill(1, 10);
    await store.close();
    assert.isUndefined(await store.get(MARK, "10-0"));
  });
});

describe("memoryEphemeralStore(), over random histories in which time goes by", () => {
  it(`answers as a plain list does (FC_SEED=${SEED})`, async () => {
    const history = fc.array(steps, { minLength: 5, maxLength: 60, size: "max" });
    const property = fc.asyncProperty(history, async (history) => {
      const clock = settableClock(1_000);
      const world = { clock, model: new Model(clock), store: memoryEphemeralStore({ clock }) };
      for (const take of history) {
        const [expected, actual] = await take(world);
        assert.deepEqual(actual, expected);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 150 });
  });

  it(`holds no more records than fit, and all of those, whatever lists grow and go (FC_SEED=${SEED})`, async () => {
    const appends = fc.array(
      fc.record({ key: fc.constantFrom("a", "b", "c"), ttl, stay: fc.integer({ min: 1, max: 4 }), pause: fc.nat(2) }),
      { maxLength: 40, size: "max" },
    );
    const property = fc.asyncProperty(appends, async (appends) => {
      const clock = settableClock(1_000);
      const [model, store] = [new Model(clock), memoryEphemeralStore({ clock, limit: 5 })];
      for (const [index, { key, ttl, stay, pause }] of appends.entries()) {
        clock.advance(pause);
        const others = ["a", "b", "c"].filter((other) => other !== key).flatMap((other) => model.list(other));
        const fits = others.length + Math.min(model.list(key).length + 1, stay) <= 5;
        const entry = { value: String(index), ttl, limit: stay };
        assert.equal(await isRefused(async () => store.append(LIST, { key, ...entry })), !fits);
        if (fits) model.append(key, entry);
        for (const each of ["a", "b", "c"]) assert.deepEqual(await store.list(LIST, each), [...model.list(each)]);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 150 });
  });

  it(`holds what is alive in a store of three, whatever came and went (FC_SEED=${SEED})`, async () => {
    const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), ttl, fc.integer({ min: 0, max: 2 })), {
      maxLength: 40,
      size: "max",
    });
    const property = fc.asyncProperty(writes, async (writes) => {
      const clock = settableClock(1_000);
      const store = memoryEphemeralStore({ clock, limit: 3 });
      const ends = new Map<string, number>();
      for (const [number, ttl, pause] of writes) {
        clock.advance(pause);
        const now = clock.now();
        const key = String(number);
        const alive = [...ends].filter(([, end]) => end > now).map(([name]) => name);
        const written = await store.put(MARK, { key, value: true, ttl }).then(
          () => true,
          () => false,
        );
        assert.equal(written, alive.length < 3 || alive.includes(key));
        if (written) ends.set(key, now + ttl);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 150 });
  });
});
