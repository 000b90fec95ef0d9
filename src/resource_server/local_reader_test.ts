import { assert } from "chai";
import { settableClock, systemRandom } from "../platform/mod.ts";
import { memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { ACCESS_TOKEN, accessTokenKey, type AccessTokenRecord } from "../tokens/mod.ts";
import { digest } from "../platform/mod.ts";
import { mintToken, newTag } from "../protocol/mod.ts";
import { accountOf } from "./_context_test.ts";
import { localReader } from "./local_reader.ts";

const NOW = 1_767_225_600;
const CLIENT = {
  clientId: "app",
  name: "The app",
  type: "public",
  secrets: [],
  grantTypes: [],
  redirectUris: [],
  skipAuthorization: false,
  metadata: {},
  createdAt: NOW,
  updatedAt: NOW,
} as const;

async function open(said: Partial<AccessTokenRecord> = {}) {
  const clock = settableClock(NOW);
  const ephemeral = memoryEphemeralStore({ clock });
  const durable = await memoryDatabase().forIssuer("test");
  const client = await durable.clients.add(CLIENT);
  const account = await durable.accounts.add(accountOf());
  const tag = newTag(systemRandom);
  const text = mintToken("at", { random: systemRandom, tag });
  const { sub, username } = account;
  const value = {
    client: client.id,
    subject: { sub, username },
    scope: ["read"],
    issuedAt: NOW,
    expiresAt: NOW + 60,
    ...said,
  };
  await ephemeral.put(ACCESS_TOKEN, { key: accessTokenKey(tag, digest(text)), value, ttl: 60 });
  const clients = { ...durable.clients, changed: async () => undefined };
  return {
    clock,
    ephemeral,
    durable,
    client,
    account,
    text,
    reader: localReader({ clock, ephemeral, durable, clients }),
  };
}

describe("localReader()", () => {
  it("tells what a token is good for, and whose it is", async () => {
    const { reader, text, account } = await open({ extra: { aud: "x" } });
    assert.deepEqual(await reader.read(text), {
      tokenType: "Bearer",
      scope: ["read"],
      clientId: "app",
      clientName: "The app",
      subject: { sub: account.sub, username: "ann" },
      issuedAt: NOW,
      expiresAt: NOW + 60,
      extra: { aud: "x" },
    });
  });

  for (const [what, extra, audience] of [
    ["several resources", { aud: ["urn:a", "urn:b"] }, ["urn:a", "urn:b"]],
    ["none", { other: 1 }, undefined],
  ] as const) {
    it(`tells that a token is bound to ${what}`, async () => {
      const { reader, text } = await open({ extra });
      assert.deepEqual((await reader.read(text))?.audience, audience);
    });
  }

  it("takes a token for dead once it has expired, to the second", async () => {
    const { reader, text, clock } = await open();
    clock.set(NOW + 59);
    assert.isDefined(await reader.read(text));
    clock.set(NOW + 60);
    assert.isUndefined(await reader.read(text));
  });

  it("takes a token for dead when its client was deleted", async () => {
    const { reader, text, durable, client } = await open();
    await durable.clients.remove(client.id);
    assert.isUndefined(await reader.read(text));
  });

  it("finds the person behind a token until they are deactivated", async () => {
    const { reader, text, durable, account } = await open();
    const token = await reader.read(text);
    assert.equal((await reader.account(token!))?.id, account.id);
    await durable.accounts.change(account.id, { isActive: false });
    assert.isUndefined(await reader.account(token!));
  });

  it("finds nobody behind a token that a client got for itself", async () => {
    const { reader } = await open();
    assert.isUndefined(await reader.account({ tokenType: "Bearer", scope: [], clientId: "app", expiresAt: NOW }));
  });
});

describe("localReader(), as to cost", () => {
  it("makes one round trip to the ephemeral store, and none for a text that cannot be a token", async () => {
    const { ephemeral, durable, clock, text } = await open();
    let trips = 0;
    const counted: typeof ephemeral = {
      ...ephemeral,
      getPair(pair) {
        trips += 1;
        return ephemeral.getPair(pair);
      },
      get: () => Promise.reject(new TypeError("Cannot make another round trip")),
    };
    const reader = localReader({
      clock,
      durable,
      ephemeral: counted,
      clients: { ...durable.clients, changed: async () => undefined },
    });
    assert.isDefined(await reader.read(text));
    assert.isUndefined(await reader.read("made-up"));
    assert.equal(trips, 1);
  });
});
