import { assert } from "chai";
import { leanClient, leanFamily, person } from "../../test/contract/record_samples.ts";
import { openClientDirectory } from "../clients/mod.ts";
import { silentLog } from "../platform/mod.ts";
import { DEFAULT_ISSUER } from "../server/mod.ts";
import { TOMBSTONE, tombstoneKey } from "../tokens/mod.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { deleteClient } from "./client_delete.ts";

async function scene() {
  const context = await memoryContext();
  const { durable, stores } = context;
  const [client, other] = [
    await durable.clients.add(leanClient({ clientId: "c1" })),
    await durable.clients.add(leanClient({ clientId: "c2" })),
  ];
  const { id: accountId } = await durable.accounts.add(person());
  for (const [tag, { id }] of Object.entries({ one: client, two: client, foreign: other }))
    await durable.families.open(leanFamily(id, { tag, accountId, expiresAt: 4_000_000_000 }));
  const isBuried = async (tag: string) => (await stores.ephemeral.get(TOMBSTONE, tombstoneKey(tag))) === true;
  return { context, client, other, isBuried };
}

describe("deleteClient()", () => {
  it("removes the client and its authorizations, and none of another", async () => {
    const { context, client, other } = await scene();
    assert.equal(await deleteClient(client, context), 2);
    assert.isUndefined(await context.durable.clients.find("c1"));
    assert.deepEqual(await context.durable.clients.find("c2"), other);
    assert.isUndefined((await context.durable.families.find("foreign"))?.revokedAt);
  });

  it("buries its tokens, which nobody could find any more", async () => {
    const { context, client, isBuried } = await scene();
    await deleteClient(client, context);
    assert.deepEqual(await Promise.all(["one", "two", "foreign"].map(isBuried)), [true, true, false]);
  });

  it("tells servers that run, and the audit log", async () => {
    const { context, client } = await scene();
    const { broadcast } = context.stores;
    const { clients: store } = context.durable;
    const server = await openClientDirectory({ store, broadcast, log: silentLog, issuer: DEFAULT_ISSUER });
    await server.find("c1");
    await deleteClient(client, context);
    assert.isUndefined(await server.find("c1"));
    const [entry] = await context.durable.audit.list({ limit: 9, event: "client.removed" });
    assert.deepInclude(entry, { client: client.id });
    assert.deepEqual(entry?.detail, { client_id: "c1", authorizations: 2, by: "command line" });
  });

  it("may be done twice, and is written down once", async () => {
    const { context, client } = await scene();
    await deleteClient(client, context);
    assert.equal(await deleteClient(client, context), 0);
    assert.lengthOf(await context.durable.audit.list({ limit: 9, event: "client.removed" }), 1);
  });
});
