import * as fc from "fast-check";

import type { SettableClock } from "../../platform/mod.ts";
import { countKind, type EphemeralStore, jsonKind, markKind } from "../ephemeral.ts";

const NOTE = jsonKind<string>("n");
const MARK = markKind("m");
const COUNT = countKind("c");
const LIST = jsonKind<string>("l");

/** What the port promises, in the plainest words: a list that is looked through from its beginning. */
export class Model {
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

  draw(
    name: string,
    { ttl, limit, wanted }: { readonly ttl: number; readonly limit: number; readonly wanted: number },
  ) {
    const drawn = Number(this.get(name) ?? 0);
    const granted = limit > drawn ? Math.min(wanted, limit - drawn) : 0;
    for (let time = 0; time < granted; time += 1) this.count(name, ttl);
    const endsIn = (this.#alive(name)?.end ?? 0) - this.#clock.now();
    return { granted, left: Math.max(0, limit - drawn - granted), endsIn };
  }

  append(
    name: string,
    { value, ttl, limit }: { readonly value: string; readonly ttl: number; readonly limit: number },
  ) {
    const records = [...this.list(name), value];
    while (records.length > limit) records.shift();
    this.put(name, records, ttl);
  }

  list(name: string): readonly string[] {
    const records = this.get(name);
    return Array.isArray(records) ? records.map(String) : [];
  }

  forget(name: string): void {
    const at = this.#records.findIndex((record) => record.name === name);
    if (at >= 0) this.#records.splice(at, 1);
  }

  #alive(name: string) {
    return this.#records.find((record) => record.name === name && record.end > this.#clock.now());
  }
}

/** A store, its model, and the clock of both. */
export interface World {
  readonly clock: SettableClock;
  readonly model: Model;
  readonly store: EphemeralStore;
}

/** What the two answer to the same step. */
export type Step = (world: World) => Promise<readonly [expected: unknown, actual: unknown]>;

const key = fc.constantFrom("a", "b");
/** Lifetimes that end within a history. */
export const ttl = fc.integer({ min: 1, max: 4 });
const room = fc.constantFrom("", "x", "xn", "y");

function step<T>(values: fc.Arbitrary<T>, run: (world: World, value: T) => ReturnType<Step>): fc.Arbitrary<Step> {
  return values.map((value) => (world: World) => run(world, value));
}

/** All that a history may hold: what a store is asked, and time that goes by. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
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
  step(
    fc.tuple(
      room,
      key,
      fc.record({ ttl, limit: fc.integer({ min: 1, max: 5 }), wanted: fc.integer({ min: 1, max: 3 }) }),
    ),
    async ({ model, store }, [at, key, draw]) => [
      model.draw(`${at}c${key}`, draw),
      await store.within(at).draw(COUNT, { key, ...draw }),
    ],
  ),
  step(
    fc.tuple(room, key, fc.record({ value: fc.string(), ttl, limit: fc.integer({ min: 1, max: 3 }) })),
    async ({ model, store }, [at, key, entry]) => {
      model.append(`${at}l${key}`, entry);
      return [undefined, await store.within(at).append(LIST, { key, ...entry })];
    },
  ),
  step(fc.tuple(room, key), async ({ model, store }, [at, key]) => [
    model.list(`${at}l${key}`),
    await store.within(at).list(LIST, key),
  ]),
  step(fc.tuple(room, key), async ({ model, store }, [at, key]) => {
    model.forget(`${at}l${key}`);
    return [undefined, await store.within(at).forget(LIST, [key])];
  }),
  step(fc.tuple(room, key, key), async ({ model, store }, [at, one, two]) => [
    [model.get(`${at}n${one}`), model.get(`${at}m${two}`)],
    await store.within(at).getPair({ first: { kind: NOTE, key: one }, second: { kind: MARK, key: two } }),
  ]),
  step(fc.tuple(room, fc.array(key)), async ({ model, store }, [at, keys]) => {
    for (const key of keys) model.forget(`${at}m${key}`);
    return [undefined, await store.within(at).forget(MARK, keys)];
  }),
);
