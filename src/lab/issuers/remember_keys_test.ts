import { assert } from "chai";
import * as fc from "fast-check";
import { type SettableClock, settableClock } from "../../platform/mod.ts";
import { memoryEphemeralStore } from "../../stores/memory/mod.ts";
import { countKind, type EphemeralStore, jsonKind, markKind } from "../../stores/mod.ts";
import { rememberKeys } from "./remember_keys.ts";

const TEXT = jsonKind<string>("t");
const OTHER = jsonKind<string>("u");
const LIST = jsonKind<string>("v");
const MARK = markKind("m");
const COUNT = countKind("c");
const TTL = 1_000;

interface Scene {
  readonly clock: SettableClock;
  /** What all is kept in. */
  readonly whole: EphemeralStore;
  readonly remembered: ReturnType<typeof rememberKeys>;
}

function scene(prefix = "one:"): Scene {
  const clock = settableClock(1_000);
  const whole = memoryEphemeralStore({ clock });
  return { clock, whole, remembered: rememberKeys({ store: whole.within(prefix), ttl: () => TTL }) };
}

/** Each verb that writes, and what is there after it. */
const WRITES: Readonly<Record<string, (store: EphemeralStore, key: string) => Promise<unknown>>> = {
  put: (store, key) => store.put(TEXT, { key, value: "x", ttl: TTL }),
  claim: (store, key) => store.claim(MARK, { key, ttl: TTL }),
  count: (store, key) => store.count(COUNT, { key, ttl: TTL }),
  draw: (store, key) => store.draw(COUNT, { key, ttl: TTL, limit: 5, wanted: 2 }),
  append: (store, key) => store.append(LIST, { key, value: "x", ttl: TTL, limit: 5 }),
};

async function isThere(store: EphemeralStore, key: string): Promise<boolean> {
  const found: readonly unknown[] = await Promise.all([
    store.get(TEXT, key),
    store.get(MARK, key),
    store.get(COUNT, key),
  ]);
  return found.some((one) => one !== undefined) || (await store.list(LIST, key)).length > 0;
}

describe("rememberKeys()", () => {
  for (const [verb, write] of Object.entries(WRITES)) {
    it(`forgets what ${verb}() wrote`, async () => {
      const { whole, remembered } = scene();
      await write(remembered.store, "key");
      assert.isTrue(await isThere(whole.within("one:"), "key"));
      await remembered.forgetAll();
      assert.isFalse(await isThere(whole.within("one:"), "key"));
    });

    it(`forgets what ${verb}() wrote below a narrower prefix`, async () => {
      const { whole, remembered } = scene();
      await write(remembered.store.within("a:").within("b:"), "key");
      await remembered.forgetAll();
      assert.isFalse(await isThere(whole.within("one:a:b:"), "key"));
    });
  }

  it("passes every answer on as the store gives it", async () => {
    const { remembered } = scene();
    const { store } = remembered;
    await store.put(TEXT, { key: "k", value: "v", ttl: TTL });
    assert.equal(await store.get(TEXT, "k"), "v");
    const pair = { first: { kind: TEXT, key: "k" }, second: { kind: OTHER, key: "k" } };
    assert.deepEqual(await store.getPair(pair), ["v", undefined]);
    assert.equal(await store.take(TEXT, "k"), "v");
    assert.isUndefined(await store.take(TEXT, "k"));
    assert.deepEqual(
      [await store.claim(MARK, { key: "k", ttl: 9 }), await store.claim(MARK, { key: "k", ttl: 9 })],
      [true, false],
    );
    assert.deepEqual(
      [await store.count(COUNT, { key: "k", ttl: 9 }), await store.count(COUNT, { key: "k", ttl: 9 })],
      [1, 2],
    );
    await store.append(LIST, { key: "k", value: "a", ttl: 9, limit: 2 });
    assert.deepEqual(await store.list(LIST, "k"), ["a"]);
    await store.forget(LIST, ["k"]);
    assert.deepEqual(await store.list(LIST, "k"), []);
    assert.isTrue(await store.ready());
    assert.equal(await store.epoch(), await store.epoch());
  });

  it("leaves the records of others alone", async () => {
    const { whole, remembered } = scene();
    const other = whole.within("two:");
    await other.put(TEXT, { key: "key", value: "x", ttl: TTL });
    await remembered.store.put(TEXT, { key: "key", value: "x", ttl: TTL });
    await remembered.forgetAll();
    assert.equal(await other.get(TEXT, "key"), "x");
  });

  it("forgets what another process wrote", async () => {
    const { whole, remembered } = scene();
    const elsewhere = rememberKeys({ store: whole.within("one:"), ttl: () => TTL });
    await elsewhere.store.put(TEXT, { key: "key", value: "x", ttl: TTL });
    await remembered.forgetAll();
    assert.isUndefined(await elsewhere.store.get(TEXT, "key"));
  });

  it("notes again what was forgotten and is written again", async () => {
    const { whole, remembered } = scene();
    for (let count = 0; count < 2; count += 1) {
      await remembered.store.put(TEXT, { key: "key", value: "x", ttl: TTL });
      await remembered.forgetAll();
      assert.isUndefined(await whole.within("one:").get(TEXT, "key"));
    }
  });

  it("notes again what it was told to distrust", async () => {
    const { whole, remembered } = scene();
    const elsewhere = rememberKeys({ store: whole.within("one:"), ttl: () => TTL });
    await remembered.store.put(TEXT, { key: "key", value: "x", ttl: TTL });
    await elsewhere.forgetAll();
    remembered.distrust();
    await remembered.store.put(TEXT, { key: "key", value: "y", ttl: TTL });
    await elsewhere.forgetAll();
    assert.isUndefined(await remembered.store.get(TEXT, "key"));
  });

  it("notes a place before anything is written there", async () => {
    const calls: string[] = [];
    const { whole } = scene();
    const spied: EphemeralStore = {
      ...plain(whole),
      append: async (kind, entry) => {
        calls.push("note");
        await whole.append(kind, entry);
      },
      put: async () => void calls.push("write"),
    };
    const { store } = rememberKeys({ store: spied, ttl: () => TTL });
    await store.put(TEXT, { key: "a", value: "x", ttl: TTL });
    await store.put(TEXT, { key: "a", value: "y", ttl: TTL });
    assert.deepEqual(calls, ["note", "write", "write"]);
  });

  it("writes nothing where the place cannot be noted", async () => {
    const { whole } = scene();
    const broken: EphemeralStore = { ...plain(whole), append: () => Promise.reject(new TypeError("away")) };
    const { store } = rememberKeys({ store: broken, ttl: () => TTL });
    const failure = await store.put(TEXT, { key: "a", value: "x", ttl: TTL }).catch((error: unknown) => error);
    assert.instanceOf(failure, TypeError);
    assert.isUndefined(await whole.get(TEXT, "a"));
  });

  it("knows places for as long as it was told", async () => {
    const { clock, whole } = scene();
    const short = rememberKeys({ store: whole.within("one:"), ttl: () => 10 });
    await short.store.put(TEXT, { key: "key", value: "x", ttl: 100 });
    clock.advance(11);
    await short.forgetAll();
    assert.equal(await whole.within("one:").get(TEXT, "key"), "x");
  });

  it("is done where nothing was ever written, and where it was done before", async () => {
    const { remembered } = scene();
    await remembered.forgetAll();
    await remembered.forgetAll();
  });

  it("does not close a store that others use", async () => {
    const { whole, remembered } = scene();
    await remembered.store.close();
    await whole.put(TEXT, { key: "a", value: "x", ttl: TTL });
    assert.equal(await whole.get(TEXT, "a"), "x");
  });

  describe("properties", () => {
    const verb = fc.constantFrom(...Object.keys(WRITES));
    const place = fc.record({ verb, key: fc.string({ maxLength: 8 }), prefix: fc.constantFrom("", "a:", "b:") });

    it("leaves nothing, whatever was written", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(place, { maxLength: 20 }), async (places) => {
          const { whole, remembered } = scene();
          // A key of one kind of record is not used by another, as everywhere.
          for (const { verb: name, key, prefix } of places) {
            const store = prefix === "" ? remembered.store : remembered.store.within(prefix);
            await WRITES[name]?.(store, `${name} ${key}`);
          }
          await remembered.forgetAll();
          const left = await Promise.all(
            places.map(({ verb: name, key, prefix }) => isThere(whole.within(`one:${prefix}`), `${name} ${key}`)),
          );
          assert.notInclude(left, true);
        }),
        { numRuns: 50 },
      );
    });
  });
});

/** The verbs of a store as members of their own, so that some can be put in the place of others. */
function plain(store: EphemeralStore): EphemeralStore {
  return {
    put: (kind, entry) => store.put(kind, entry),
    get: (kind, key) => store.get(kind, key),
    getPair: (pair) => store.getPair(pair),
    take: (kind, key) => store.take(kind, key),
    claim: (kind, entry) => store.claim(kind, entry),
    count: (kind, entry) => store.count(kind, entry),
    draw: (kind, draw) => store.draw(kind, draw),
    append: (kind, entry) => store.append(kind, entry),
    list: (kind, key) => store.list(kind, key),
    forget: (kind, keys) => store.forget(kind, keys),
    within: (prefix) => store.within(prefix),
    ready: () => store.ready(),
    epoch: () => store.epoch(),
    onNewLife: (restore) => store.onNewLife(restore),
    close: () => store.close(),
  };
}
