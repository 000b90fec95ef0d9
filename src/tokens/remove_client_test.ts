import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type TokenStores, tokenStores } from "./_token_stores_test.ts";
import { findAccessToken, removeClient, type RemoveClientOptions } from "./mod.ts";

/** Stores, and what the directories of all processes are told. */
async function stage() {
  const stores = await tokenStores();
  const told: number[] = [];
  const options: RemoveClientOptions = { ...stores, clients: { changed: async ({ id }) => void told.push(id) } };
  return { stores, told, options };
}

async function isThere({ durable, client }: TokenStores): Promise<boolean> {
  return (await durable.clients.findByNumber(client.id)) !== undefined;
}

describe("removeClient()", () => {
  rule("RFC7592-2.3-2", "ends its tokens, its families and itself, and tells who keeps it", async () => {
    const { stores, told, options } = await stage();
    const { accessToken, tag } = await stores.issue();
    await stores.issue();
    assert.equal(await removeClient(stores.client, options), 2);
    assert.isUndefined(await findAccessToken(accessToken, stores));
    assert.isUndefined(await stores.family(tag));
    assert.isFalse(await isThere(stores));
    assert.deepEqual(told, [stores.client.id, stores.client.id]);
  });

  it("takes all that it could do from it before its tokens are looked for", async () => {
    const { stores, options } = await stage();
    const { families, clients } = stores.durable;
    const seen: unknown[] = [];
    async function unrevokedTags(...args: Parameters<typeof families.unrevokedTags>): Promise<readonly string[]> {
      seen.push(await clients.findByNumber(stores.client.id));
      return families.unrevokedTags(...args);
    }
    const durable = { ...stores.durable, families: { ...families, unrevokedTags } };
    await removeClient(stores.client, { ...options, durable });
    assert.deepInclude(seen[0], { grantTypes: [], secrets: [], redirectUris: [] });
  });

  it("answers nothing for one that is not there, and tells nobody", async () => {
    const { stores, told, options } = await stage();
    await stores.durable.clients.remove(stores.client.id);
    assert.isUndefined(await removeClient(stores.client, options));
    assert.deepEqual(told, []);
  });

  it("removes nothing where the condition of its caller does not hold", async () => {
    const { stores, options } = await stage();
    const { accessToken } = await stores.issue();
    assert.isUndefined(await removeClient(stores.client, { ...options, change: async () => undefined }));
    assert.isTrue(await isThere(stores));
    assert.isDefined(await findAccessToken(accessToken, stores));
  });

  it("is won by one of two that come at once", async () => {
    const { stores, options } = await stage();
    const ends = await Promise.all([1, 2].map(() => removeClient(stores.client, options)));
    assert.sameMembers(ends, [0, undefined]);
  });

  it("may be done again after a store failed, wherever it failed", async () => {
    for (let failing = 1; ; failing += 1) {
      const { stores, options } = await stage();
      const { accessToken } = await stores.issue();
      stores.faults.arm({ call: failing, failure: "refused" });
      await removeClient(stores.client, options).catch(() => undefined);
      const isPast = stores.faults.failed === undefined;
      stores.faults.arm();
      if (isPast) break;
      await removeClient(stores.client, options);
      assert.isFalse(await isThere(stores), `after call ${failing}`);
      assert.isUndefined(await findAccessToken(accessToken, stores), `after call ${failing}`);
    }
  });
});
