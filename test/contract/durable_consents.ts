import { assert } from "chai";

import { RecordGone } from "../../src/stores/mod.ts";
import type { Issuers } from "./durable_suite.ts";
import { thrownBy } from "./eventually.ts";
import { clientAndPerson, leanClient } from "./record_samples.ts";

/** What every `ConsentStore` does. */
export function describeConsents(issuers: () => Issuers): void {
  describe("consents", () => {
    it("remembers what a person allowed", async () => {
      const { store } = issuers();
      const consent = { ...(await clientAndPerson(store)), scope: ["read", "write"], grantedAt: 1_700_000_000 };
      assert.deepEqual(await store.consents.remember(consent), consent);
      assert.deepEqual(await store.consents.find(consent.accountId, consent.client), consent);
    });

    for (const [before, added, after] of [
      [["a"], ["b"], ["a", "b"]],
      [
        ["b", "a"],
        ["c", "a", "b"],
        ["b", "a", "c"],
      ],
      [["a"], [], ["a"]],
      [[], ["b", "a"], ["b", "a"]],
      [["a"], ["b", "c", "b"], ["a", "b", "c"]],
    ] as const) {
      it(`adds [${added.join()}] to [${before.join()}] in that order, without repeating`, async () => {
        const { store } = issuers();
        const pair = await clientAndPerson(store);
        await store.consents.remember({ ...pair, scope: before, grantedAt: 1 });
        const consent = await store.consents.remember({ ...pair, scope: added, grantedAt: 2 });
        assert.deepEqual(consent, { ...pair, scope: [...after], grantedAt: 2 });
        assert.deepEqual(await store.consents.find(pair.accountId, pair.client), consent);
      });
    }

    it("loses nothing when 20 scopes are allowed at once", async () => {
      const { store } = issuers();
      const pair = await clientAndPerson(store);
      const scopes = Array.from({ length: 20 }, (_, index) => `scope${index}`);
      await Promise.all(
        scopes.map(async (scope) => store.consents.remember({ ...pair, scope: [scope], grantedAt: 1 })),
      );
      const consent = await store.consents.find(pair.accountId, pair.client);
      assert.sameMembers([...(consent?.scope ?? [])], scopes);
    });

    it("refuses a person or a client who is not there, or is another issuer's", async () => {
      const { store, other } = issuers();
      const [mine, theirs] = [await clientAndPerson(store), await clientAndPerson(other)];
      const missing = { client: 2_000_000_000, accountId: 2_000_000_000 };
      for (const foreign of [missing, theirs]) {
        for (const pair of [
          { ...mine, client: foreign.client },
          { ...mine, accountId: foreign.accountId },
        ]) {
          const error = await thrownBy(async () => store.consents.remember({ ...pair, scope: [], grantedAt: 1 }));
          assert.instanceOf(error, RecordGone);
        }
      }
    });

    it("lists the consents of one person", async () => {
      const { store } = issuers();
      const { accountId, client } = await clientAndPerson(store);
      const more = await store.clients.add(leanClient());
      const stranger = await clientAndPerson(store);
      const kept = [];
      for (const pair of [
        { accountId, client },
        { accountId, client: more.id },
      ]) {
        kept.push(await store.consents.remember({ ...pair, scope: ["read"], grantedAt: 1 }));
      }
      await store.consents.remember({ ...stranger, scope: ["read"], grantedAt: 1 });
      assert.deepEqual(await store.consents.list(accountId), kept);
    });

    it("forgets one", async () => {
      const { store, other } = issuers();
      const { accountId, client } = await clientAndPerson(store);
      await store.consents.remember({ accountId, client, scope: ["read"], grantedAt: 1 });
      assert.isFalse(await other.consents.forget(accountId, client));
      assert.deepEqual(
        [await store.consents.forget(accountId, client), await store.consents.forget(accountId, client)],
        [true, false],
      );
      assert.isUndefined(await store.consents.find(accountId, client));
    });
  });
}
