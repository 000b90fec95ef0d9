import { assert } from "chai";
import { openClientDirectory } from "../clients/mod.ts";
import { silentLog } from "../platform/mod.ts";
import { DEFAULT_ISSUER } from "../server/mod.ts";
import { memoryBroadcast } from "../stores/memory/mod.ts";
import { type Broadcast, StoreUnavailable } from "../stores/mod.ts";
import { clientRecord } from "../../test/support/records.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { recordingLog } from "./_recording_log_test.ts";
import type { CommandContext } from "./context.ts";
import { tellServers } from "./tell_servers.ts";

function away(): Promise<never> {
  return Promise.reject(new StoreUnavailable("redis", undefined));
}

describe("tellServers()", () => {
  /** A server on the same stores, which knows a client already. */
  async function serverThatKnows(context: CommandContext, issuer = DEFAULT_ISSUER) {
    const { durable, stores } = context;
    const { id: _id, ...record } = clientRecord({ clientId: "known", name: "Before" });
    const client = await durable.clients.add(record);
    const options = { store: durable.clients, broadcast: stores.broadcast, log: silentLog, issuer };
    const directory = await openClientDirectory(options);
    await directory.find("known");
    return { client, name: async () => (await directory.find("known"))?.name };
  }

  it("makes a server read anew what a command changed behind its back", async () => {
    const context = await memoryContext();
    const { client, name } = await serverThatKnows(context);
    await context.durable.clients.change(client.id, { name: "After" });
    assert.equal(await name(), "Before");
    await tellServers(client, context);
    assert.equal(await name(), "After");
  });

  it("does not disturb a server of another issuer", async () => {
    const context = await memoryContext();
    const { client, name } = await serverThatKnows(context, "another");
    await context.durable.clients.change(client.id, { name: "After" });
    await tellServers(client, context);
    assert.equal(await name(), "Before");
  });

  const broken: readonly (readonly [string, Partial<Broadcast>])[] = [
    ["listened to", { listen: away }],
    ["spoken to", { send: away }],
  ];
  for (const [what, change] of broken) {
    it(`warns, and keeps what the command did, when nobody can be ${what}`, async () => {
      const context = await memoryContext({ broadcast: { ...memoryBroadcast(), ...change } });
      const { log, lines } = recordingLog();
      await tellServers(clientRecord({ clientId: "known" }), { ...context, log });
      const [[level, message, fields] = []] = lines;
      assert.equal(level, "warn");
      assert.match(String(message), /within half a minute$/);
      assert.instanceOf(fields?.["cause"], StoreUnavailable);
      assert.lengthOf(lines, 1);
    });
  }
});
