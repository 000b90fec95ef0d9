import { assert } from "chai";

import type { Issuers } from "./durable_suite.ts";
import { winners } from "./eventually.ts";
import { initialToken, uniqueDigest } from "./record_samples.ts";

const NOW = 1_700_000_000;

/** What every `InitialTokenStore` does. */
export function describeInitialTokens(issuers: () => Issuers): void {
  describe("initial tokens", () => {
    for (const [kind, given] of [
      ["that expires", { expiresAt: NOW + 60, usesLeft: 1_000_000 }],
      ["that does not", {}],
    ] as const) {
      it(`gives back a token ${kind}`, async () => {
        const { initialTokens } = issuers().store;
        const written = initialToken(given);
        await initialTokens.add(written);
        assert.deepEqual(await initialTokens.find(written.digest), written);
        assert.isUndefined(await initialTokens.find(uniqueDigest()));
      });
    }

    for (const uses of [1, 3]) {
      it(`spends a token of ${uses} uses ${uses} times when 20 do so at once`, async () => {
        const { initialTokens } = issuers().store;
        const { digest, ...rest } = initialToken({ usesLeft: uses });
        await initialTokens.add({ digest, ...rest });
        assert.equal(await winners(20, async () => initialTokens.spend(digest, NOW)), uses);
        assert.equal((await initialTokens.find(digest))?.usesLeft, 0);
      });
    }

    it("spends a token until the second at which it expires, and none that it does not know", async () => {
      const { initialTokens } = issuers().store;
      const { digest, ...rest } = initialToken({ usesLeft: 9, expiresAt: NOW + 60 });
      await initialTokens.add({ digest, ...rest });
      assert.isTrue(await initialTokens.spend(digest, NOW + 59));
      assert.isFalse(await initialTokens.spend(digest, NOW + 60));
      assert.isFalse(await initialTokens.spend(uniqueDigest(), NOW));
      assert.equal((await initialTokens.find(digest))?.usesLeft, 8);
    });

    it("keeps the tokens of an issuer from another", async () => {
      const { store, other } = issuers();
      const written = initialToken();
      await store.initialTokens.add(written);
      assert.isUndefined(await other.initialTokens.find(written.digest));
      assert.isFalse(await other.initialTokens.spend(written.digest, NOW));
      await other.initialTokens.clear(NOW + 1_000);
      assert.isTrue(await store.initialTokens.spend(written.digest, NOW));
    });

    it("clears what was used up or has expired, and nothing else", async () => {
      const { initialTokens } = issuers().store;
      await initialTokens.clear(NOW);
      const [spent, expired, alive, lasting] = [
        initialToken(),
        initialToken({ expiresAt: NOW }),
        initialToken({ expiresAt: NOW + 1 }),
        initialToken(),
      ];
      for (const one of [spent, expired, alive, lasting]) await initialTokens.add(one);
      await initialTokens.spend(spent.digest, NOW);
      assert.equal(await initialTokens.clear(NOW), 2);
      for (const gone of [spent, expired]) assert.isUndefined(await initialTokens.find(gone.digest));
      for (const kept of [alive, lasting]) assert.deepEqual(await initialTokens.find(kept.digest), kept);
    });

    it("refuses to write a token over another", async () => {
      const { initialTokens } = issuers().store;
      const written = initialToken({ usesLeft: 2 });
      await initialTokens.add(written);
      let refused = false;
      await initialTokens.add({ ...written, usesLeft: 9 }).catch(() => (refused = true));
      assert.isTrue(refused);
      assert.equal((await initialTokens.find(written.digest))?.usesLeft, 2);
    });
  });
}
