import { assert } from "chai";

import { settableClock } from "../../platform/mod.ts";
import { countKind, markKind } from "../ephemeral.ts";
import { StoreUnavailable } from "../store_error.ts";
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
