import { assert } from "chai";
import * as fc from "fast-check";

import { countKind, type EphemeralStore, jsonKind, markKind } from "../../src/stores/mod.ts";
import { SEED } from "./seed.ts";

type Step = (store: EphemeralStore) => Promise<unknown>;

const NOTE = jsonKind<string>("n");
const MARK = markKind("m");
const COUNT = countKind("c");
const LIST = jsonKind<string>("l");
const ttl = 600;

/** Few keys of one slot, so that steps meet each other. */
const key = fc.constantFrom("{t}a", "{t}b", "{t}c");

function step<T>(
  arguments_: fc.Arbitrary<T>,
  run: (store: EphemeralStore, value: T) => Promise<unknown>,
): fc.Arbitrary<Step> {
  return arguments_.map((value) => async (store: EphemeralStore) => run(store, value));
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  step(fc.tuple(key, fc.string({ unit: "binary" })), async (store, [key, value]) =>
    store.put(NOTE, { key, value, ttl }),
  ),
  step(key, async (store, key) => store.get(NOTE, key)),
  step(key, async (store, key) => store.take(NOTE, key)),
  step(key, async (store, key) => store.claim(MARK, { key, ttl })),
  step(key, async (store, key) => store.get(MARK, key)),
  step(key, async (store, key) => store.count(COUNT, { key, ttl })),
  step(key, async (store, key) => store.get(COUNT, key)),
  step(
    fc.tuple(key, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })),
    async (store, [key, ...numbers]) => {
      const [limit, wanted] = numbers;
      const { granted, left } = await store.draw(COUNT, { key, ttl, limit, wanted });
      return { granted, left };
    },
  ),
  step(
    fc.tuple(key, fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 4 })),
    async (store, [key, value, limit]) => store.append(LIST, { key, value, ttl, limit }),
  ),
  step(key, async (store, key) => store.list(LIST, key)),
  step(fc.tuple(key, fc.constantFrom("in:", "out:")), async (store, [key, prefix]) => {
    await store.within(prefix).append(LIST, { key, value: prefix, ttl, limit: 3 });
    return store.within("in:").list(LIST, key);
  }),
  step(key, async (store, key) => store.forget(LIST, [key])),
  step(fc.array(key), async (store, keys) => store.forget(NOTE, keys)),
  step(key, async (store, key) => store.forget(MARK, [key])),
  step(key, async (store, key) => store.forget(COUNT, [key])),
  step(fc.tuple(key, key), async (store, [a, b]) =>
    store.getPair({ first: { kind: NOTE, key: a }, second: { kind: MARK, key: b } }),
  ),
  step(fc.tuple(key, fc.constantFrom("in:", "out:")), async (store, [key, prefix]) =>
    store.within(prefix).put(NOTE, { key, value: prefix, ttl }),
  ),
  step(fc.tuple(key, fc.constantFrom("in:", "out:")), async (store, [key, prefix]) =>
    store.within(prefix).take(NOTE, key),
  ),
);

/** Over random histories two stores answer alike. */
export function itAnswersAlike(
  name: string,
  open: () => { readonly model: EphemeralStore; readonly real: EphemeralStore },
): void {
  it(`answers as the store in memory does over random histories in ${name} (FC_SEED=${SEED})`, async () => {
    const { model, real } = open();
    let run = 0;
    const property = fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (history) => {
      run += 1;
      for (const take of history) {
        const [expected, actual] = await Promise.all([take(model.within(`${run}:`)), take(real.within(`${run}:`))]);
        assert.deepEqual(actual, expected);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 60 });
  });
}
