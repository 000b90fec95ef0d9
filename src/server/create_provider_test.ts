import { assert } from "chai";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { RegistrationRefused } from "../clients/mod.ts";
import { silentLog, systemClock } from "../platform/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { AlreadyTaken } from "../stores/mod.ts";
import { openStores, type Stores } from "./stores.ts";
import { ConfigRefused } from "./config.ts";
import { createProvider, type CreateProviderOptions, type Provider } from "./create_provider.ts";

/** Keys that are made in no time. */
const SETTINGS = { SIGNING_ALGS: "ES256", ENCRYPTION_ALGS: "none" };
const OPTIONS: CreateProviderOptions = {
  issuer: "http://localhost:3000/id",
  stores: "memory",
  slowHash: FAST_HASH,
  settings: SETTINGS,
};

const open: Provider[] = [];

async function provider(options: Partial<CreateProviderOptions> = {}): Promise<Provider> {
  const opened = await createProvider({ ...OPTIONS, ...options });
  open.push(opened);
  return opened;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Stores in memory, and who hears that they are closed. */
function memoryOnes(close: () => void): { readonly stores: Stores } {
  const clock = systemClock;
  const stores: Stores = {
    database: memoryDatabase({ clock }),
    ephemeral: memoryEphemeralStore({ clock }),
    broadcast: memoryBroadcast(),
    close: async () => close(),
  };
  return { stores };
}

/** What an attempt to open one throws. */
async function refusalOf(options: Partial<CreateProviderOptions>): Promise<Error> {
  try {
    await provider(options);
  } catch (error) {
    assert.instanceOf(error, Error);
    return error;
  }
  assert.fail("it was opened");
}

describe("createProvider()", () => {
  it("is the issuer that it is called, below its path", async () => {
    const { issuer } = await provider();
    assert.equal(issuer.url, "http://localhost:3000/id");
    assert.equal(issuer.base, "/id");
  });

  for (const [settings, has] of [
    [{}, true],
    [{ OAUTH1_ENABLED: false }, false],
  ] as const) {
    it(`${has ? "reads" : "reads no"} signed requests where its settings are ${JSON.stringify(settings)}`, async () => {
      const { signed } = await provider({ settings: { ...SETTINGS, ...settings } });
      const request = { authorization: "OAuth a", query: "", form: undefined };
      assert.equal(signed?.isSigned(request), has ? true : undefined);
    });
  }

  it("takes settings by the names of the environment, as JSON or as text, and reads no environment", async () => {
    process.env["REALM"] = "elsewhere";
    try {
      const { config } = await provider({
        settings: { ...SETTINGS, ACCESS_TOKEN_EXPIRE_SECONDS: 30, OIDC_ENABLED: "false", DEFAULT_SCOPES: ["read"] },
      });
      assert.deepInclude(config, { ACCESS_TOKEN_EXPIRE_SECONDS: 30, OIDC_ENABLED: false, REALM: "api" });
    } finally {
      delete process.env["REALM"];
    }
  });

  it("says everything that is wrong with the settings at once", async () => {
    const settings = { SIGN_UP: "maybe", ACCESS_TOKEN_EXPIRE_SECONDS: -1, NO_SUCH: 1 };
    const refusal = await refusalOf({ settings, issuer: "not a URL" });
    assert.instanceOf(refusal, ConfigRefused);
    assert.sameMembers(
      refusal.problems.map(({ setting }) => setting),
      ["NO_SUCH", "ISSUER", "SIGN_UP", "ACCESS_TOKEN_EXPIRE_SECONDS"],
    );
  });

  for (const [name, options] of [
    ["is too short", { secretKey: "short" }],
    [
      "is missing where records outlive the process",
      { stores: openStores({ databaseUrl: "postgres://nobody@127.0.0.1:1/x", redisUrl: undefined, log: silentLog }) },
    ],
  ] as const) {
    it(`demands a secret key: what there is ${name}`, async () => {
      const refusal = await refusalOf(options);
      assert.instanceOf(refusal, TypeError);
      assert.include(refusal.message, "32 characters");
      if ("stores" in options) await options.stores.close();
    });
  }

  it("has the features that one makes of the standard ones", async () => {
    const { issuer } = await provider({ features: (standard) => standard.filter(({ name }) => name !== "password") });
    assert.isFalse(issuer.grants.has("password"));
    assert.isTrue(issuer.grants.has("authorization_code"));
  });

  it("keeps what two have apart, though both are in one process", async () => {
    const [one, other] = [await provider(), await provider()];
    await one.addPerson({ username: "ann", password: "a long password" });
    assert.isUndefined(await other.issuer.durable.accounts.findByUsername("ann"));
  });

  it("leaves stores open that somebody else opened", async () => {
    let closed = 0;
    const { stores } = memoryOnes(() => (closed += 1));
    await (await createProvider({ ...OPTIONS, stores, secretKey: "k".repeat(32) })).close();
    assert.equal(closed, 0);
  });
});

describe("addClient() and addPerson()", () => {
  it("register an application whose secret is told this once", async () => {
    const { addClient, issuer } = await provider();
    const { client, clientSecret } = await addClient({
      name: "Mine",
      type: "confidential",
      grantTypes: ["client_credentials"],
      redirectUris: [],
    });
    assert.isString(clientSecret);
    assert.deepEqual(await issuer.clients.find(client.clientId), client);
    assert.notInclude(JSON.stringify(client), String(clientSecret));
  });

  it("refuse what the settings do not allow, all of it at once", async () => {
    const { addClient } = await provider();
    try {
      await addClient({ name: "", type: "public", grantTypes: ["client_credentials"], redirectUris: ["x"] });
      assert.fail("it was registered");
    } catch (error) {
      assert.instanceOf(error, RegistrationRefused);
      assert.sameMembers(
        [...new Set(error.complaints.map(({ member }) => member))],
        ["name", "grantTypes", "redirectUris"],
      );
    }
  });

  it("make an account once", async () => {
    const { addPerson } = await provider();
    const account = await addPerson({ username: "ann", password: "a long password" });
    assert.equal(account.username, "ann");
    try {
      await addPerson({ username: "ANN", password: "a long password" });
      assert.fail("it was made twice");
    } catch (error) {
      assert.instanceOf(error, AlreadyTaken);
    }
  });
});
