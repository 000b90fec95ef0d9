import { assert } from "chai";
import * as fc from "fast-check";

import { SEED } from "../../../test/contract/seed.ts";
import { settableClock } from "../../platform/mod.ts";
import { countKind, markKind } from "../ephemeral.ts";
import { StoreUnavailable } from "../store_error.ts";
import { Model, steps, ttl } from "./_ephemeral_model_test.ts";
import { memoryEphemeralStore } from "./ephemeral.ts";

const MARK = markKind("m");
const COUNT = countKind("c");

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
