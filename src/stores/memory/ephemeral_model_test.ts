import { assert } from "chai";
import * as fc from "fast-check";

import { SEED } from "../../../test/contract/seed.ts";
import { type SettableClock, settableClock } from "../../platform/mod.ts";
import { countKind, type EphemeralStore, jsonKind, markKind } from "../ephemeral.ts";
import { memoryEphemeralStore } from "./ephemeral.ts";

const NOTE = jsonKind<string>("n");
const MARK = markKind("m");
const COUNT = countKind("c");

/** What the port promises, in the plainest words: a list that is looked through from its beginning. */
class Model {
  readonly #records: { name: string; value: unknown; end: number }[] = [];
  readonly #clock: SettableClock;

  constructor(clock: SettableClock) {
    this.#clock = clock;
  }

  get(name: string): unknown {
    return this.#alive(name)?.value;
  }

  put(name: string, value: unknown, ttl: number): void {
    this.forget(name);
    this.#records.push({ name, value, end: this.#clock.now() + ttl });
  }

  take(name: string): unknown {
    const value = this.get(name);
    this.forget(name);
    return value;
  }

  claim(name: string, ttl: number): boolean {
    if (this.#alive(name) !== undefined) return false;
    this.put(name, true, ttl);
    return true;
  }

  count(name: string, ttl: number): number {
    const before = this.#alive(name);
    if (before === undefined) this.put(name, 1, ttl);
    else before.value = Number(before.value) + 1;
    return Number(this.get(name));
  }

  forget(name: string): void {
    const at = this.#records.findIndex((record) => record.name === name);
    if (at >= 0) this.#records.splice(at, 1);
  }

  #alive(name: string) {
    return this.#records.find((record) => record.name === name && record.end > this.#clock.now());
  }
}

interface World {
  readonly clock: SettableClock;
  readonly model: Model;
  readonly store: EphemeralStore;
}

/** What the two answer to the same step. */
type Step = (world: World) => Promise<readonly [expected: unknown, actual: unknown]>;

const key = fc.constantFrom("a", "b");
const ttl = fc.integer({ min: 1, max: 4 });
const room = fc.constantFrom("", "x", "xn", "y");

function step<T>(values: fc.Arbitrary<T>, run: (world: World, value: T) => ReturnType<Step>): fc.Arbitrary<Step> {
  return values.map((value) => (world: World) => run(world, value));
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  step(fc.integer({ min: 0, max: 3 }), async ({ clock }, by) => {
    clock.advance(by);
    return [true, true];
  }),
  step(fc.tuple(room, key, fc.string(), ttl), async ({ model, store }, [at, key, value, ttl]) => {
    model.put(`${at}n${key}`, value, ttl);
    return [undefined, await store.within(at).put(NOTE, { key, value, ttl })];
  }),
  step(fc.tuple(room, key), async ({ model, store }, [at, key]) => [
    model.get(`${at}n${key}`),
    await store.within(at).get(NOTE, key),
  ]),
  step(fc.tuple(room, key), async ({ model, store }, [at, key]) => [
    model.take(`${at}n${key}`),
    await store.within(at).take(NOTE, key),
  ]),
  step(fc.tuple(room, key, ttl), async ({ model, store }, [at, key, ttl]) => [
    model.claim(`${at}m${key}`, ttl),
    await store.within(at).claim(MARK, { key, ttl }),
  ]),
  step(fc.tuple(room, key, ttl), async ({ model, store }, [at, key, ttl]) => [
    model.count(`${at}c${key}`, ttl),
    await store.within(at).count(COUNT, { key, ttl }),
  ]),
  step(fc.tuple(room, key, key), async ({ model, store }, [at, one, two]) => [
    [model.get(`${at}n${one}`), model.get(`${at}m${two}`)],
    await store.within(at).getPair({ first: { kind: NOTE, key: one }, second: { kind: MARK, key: two } }),
  ]),
  step(fc.tuple(room, fc.array(key)), async ({ model, store }, [at, keys]) => {
    for (const key of keys) model.forget(`${at}m${key}`);
    return [undefined, await store.within(at).forget(MARK, keys)];
  }),
);

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
