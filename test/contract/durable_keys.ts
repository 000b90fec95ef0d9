import { assert } from "chai";

import type { Issuers } from "./durable_suite.ts";
import { winners } from "./eventually.ts";
import { keyRecord, unique } from "./record_samples.ts";

/** What every `KeyStore` does. */
export function describeKeys(issuers: () => Issuers): void {
  describe("keys", () => {
    it("gives back what was written, by algorithm and generation", async () => {
      const { keys } = issuers().store;
      const alg = unique("Z");
      const written = [2, 10, 1].map((generation) => keyRecord({ alg, generation, use: "enc" }));
      const earlier = keyRecord({ alg: alg.replace("Z", "A") });
      for (const key of [...written, earlier]) assert.isTrue(await keys.add(key));
      const listed = (await keys.list()).filter((key) => [alg, earlier.alg].includes(key.alg));
      assert.deepEqual(listed, [earlier, written[2]!, written[0]!, written[1]!]);
    });

    it("is won by one of 20 who write the same generation at once", async () => {
      const { keys } = issuers().store;
      const alg = unique("alg");
      assert.equal(await winners(20, async () => keys.add(keyRecord({ alg }))), 1);
      assert.lengthOf(
        (await keys.list()).filter((key) => key.alg === alg),
        1,
      );
    });

    it("keeps the first of two keys of one name", async () => {
      const { keys } = issuers().store;
      const first = keyRecord();
      assert.isTrue(await keys.add(first));
      assert.isFalse(await keys.add(keyRecord({ kid: first.kid })));
      assert.deepInclude(await keys.list(), first);
    });

    it("shows no issuer the keys of another, and each may use the same names", async () => {
      const { store, other } = issuers();
      const key = keyRecord();
      assert.deepEqual([await store.keys.add(key), await other.keys.add(key)], [true, true]);
      assert.isTrue(await other.keys.remove(key.kid));
      assert.deepInclude(await store.keys.list(), key);
      assert.notDeepInclude(await other.keys.list(), key);
    });

    it("removes a key once, and lets its generation be written anew", async () => {
      const { keys } = issuers().store;
      const key = keyRecord();
      await keys.add(key);
      assert.deepEqual([await keys.remove(key.kid), await keys.remove(key.kid)], [true, false]);
      assert.isTrue(await keys.add(keyRecord({ alg: key.alg })));
    });

    it("removes nothing by a name that no store can hold", async () => {
      assert.isFalse(await issuers().store.keys.remove("a\0b"));
    });
  });
}
