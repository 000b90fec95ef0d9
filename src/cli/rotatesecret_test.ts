import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { leanClient } from "../../test/contract/record_samples.ts";
import { fastSecret } from "../../test/support/records.ts";
import { hmacSecretsOf } from "../clients/mod.ts";
import { systemClock } from "../platform/mod.ts";
import { DEFAULT_ISSUER, recordSealingKey } from "../server/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import type { CommandContext } from "./context.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { runCommandLine } from "./program.ts";
import { giveNewSecret } from "./rotatesecret.ts";

const SECRET_KEY = "a secret key of more than thirty-two characters";

async function add(context: CommandContext, changes: Partial<ClientRecord> = {}): Promise<ClientRecord> {
  const secrets = [fastSecret("the old one")];
  return context.durable.clients.add(leanClient({ clientId: "c1", type: "confidential", secrets, ...changes }));
}

describe("giveNewSecret()", () => {
  it("changes the secrets and the time of the change, and nothing else", async () => {
    const context = await memoryContext();
    const { secrets: _before, updatedAt: _then, ...rest } = await add(context, { name: "Kept", updatedAt: 5 });
    const { client } = await giveNewSecret(context, { clientId: "c1", keep: 60 });
    assert.deepInclude(client, rest);
    assert.closeTo(client.updatedAt, systemClock.now(), 5);
    assert.deepEqual(await context.durable.clients.find("c1"), client);
  });

  it("stores no secret in the clear", async () => {
    const context = await memoryContext();
    await add(context);
    const { text } = await giveNewSecret(context, { clientId: "c1", keep: 60 });
    assert.notInclude(JSON.stringify(await context.durable.clients.find("c1")), text);
  });

  for (const [alg, length] of [
    ["HS256", 63],
    ["HS512", 64],
  ] as const) {
    it(`keeps a secret that signs by ${alg} under seal, so that it can be read again and is long enough`, async () => {
      const context = await memoryContext({ settings: { SECRET_KEY } });
      await add(context, { metadata: { request_object_signing_alg: alg } });
      const { client, text } = await giveNewSecret(context, { clientId: "c1", keep: 60 });
      const key = recordSealingKey(SECRET_KEY, DEFAULT_ISSUER);
      const opened = hmacSecretsOf(client, { key, now: client.updatedAt }).map((one) => one.export().toString());
      assert.deepEqual(opened, [text]);
      assert.lengthOf(text, length);
      assert.notInclude(JSON.stringify(client), text);
    });
  }

  it("keeps no more than a digest of one that signs nothing", async () => {
    const context = await memoryContext();
    await add(context, { metadata: { id_token_signed_response_alg: "ES256" } });
    const { client } = await giveNewSecret(context, { clientId: "c1", keep: 60 });
    assert.isUndefined(client.secrets[0]?.sealed);
  });

  it("gives a client that has none its first", async () => {
    const context = await memoryContext();
    await add(context, { secrets: [] });
    const { client } = await giveNewSecret(context, { clientId: "c1", keep: 60 });
    assert.lengthOf(client.secrets, 1);
    assert.isUndefined(client.secrets[0]?.expiresAt);
  });

  it("tells the servers, once the database has it", async () => {
    const context = await memoryContext();
    const { id } = await add(context);
    const told: string[] = [];
    await context.stores.broadcast.listen("clients:default", {
      heard: (message) => told.push(message),
      lost: () => undefined,
    });
    await giveNewSecret(context, { clientId: "c1", keep: 0 });
    assert.deepEqual(told, [`${id} c1`]);
  });

  it("says so when somebody removed the client meanwhile", async () => {
    const context = await memoryContext();
    await add(context);
    const clients = { ...context.durable.clients, change: async () => undefined };
    const gone = { ...context, durable: { ...context.durable, clients } };
    const failure = await thrownBy(() => giveNewSecret(gone, { clientId: "c1", keep: 0 }));
    assert.instanceOf(failure, CommandFailed);
    assert.deepEqual(failure.details, [{ field: "CLIENT_ID", says: "There is no client 'c1' any more" }]);
  });
});

describe("touchstone rotatesecret", () => {
  for (const keep of ["", " 1", "1.5", "1e3", "0x10", "9999999999"]) {
    it(`refuses to keep the old secret for '${keep}' seconds before it opens anything`, async () => {
      const { io, out, err } = fakeIo({ DATA_DIR: "/nonexistent/never/made" });
      assert.equal(await runCommandLine(["rotatesecret", "c1", `--keep=${keep}`], io), EXIT.refused);
      assert.equal(err(), "Cannot rotate the secret:\n  --keep: Give whole seconds, 0 or more\n");
      assert.equal(out(), "");
    });
  }
});
