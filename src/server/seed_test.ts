import { assert } from "chai";
import { hmacSecretsOf } from "../clients/mod.ts";
import { seededRandom, settableClock } from "../platform/mod.ts";
import { STANDARD_SCOPE_CLAIMS } from "../features/openid/mod.ts";
import { memoryDatabase } from "../stores/memory/mod.ts";
import type { DurableStore } from "../stores/mod.ts";
import { readConfig } from "./config.ts";
import { standardFeatures } from "./features.ts";
import { registrationPolicy } from "./registration_policy.ts";
import {
  closeDemonstration,
  OPEN_SECRETS,
  randomSecrets,
  seedDemonstration,
  type SeedOptions,
  workingSecrets,
} from "./seed.ts";

const PLAIN_HASH = {
  hash: async (secret: string) => `plain:${secret}`,
  verify: async (phc: string, secret: string) => phc === `plain:${secret}`,
  pretend: async () => false as const,
  isOutdated: () => false,
};

const NOBODY = {
  sub: "s",
  username: "nobody",
  email: "",
  firstName: "",
  lastName: "",
  passwordHash: "plain:mine",
  isStaff: true,
  isActive: true,
  createdAt: 1,
  updatedAt: 1,
};

const SEAL_KEY = new Uint8Array(32).fill(3);

async function options(settings: Readonly<Record<string, string>> = {}): Promise<SeedOptions> {
  const config = readConfig({ environment: settings });
  return {
    durable: await memoryDatabase().forIssuer("default"),
    policy: registrationPolicy(standardFeatures(config), config),
    random: seededRandom("seed"),
    slowHash: PLAIN_HASH,
    clock: settableClock(1_000),
    sealKey: SEAL_KEY,
  };
}

async function clientsOf({ clients }: DurableStore) {
  const all = await clients.list({ limit: 100 });
  return all.map(({ clientId, type, grantTypes }) => [clientId, type, grantTypes.join(" ")]);
}

describe("seedDemonstration()", () => {
  it("makes a staff user, a user, and a client of each kind", async () => {
    const seed = await options();
    assert.isTrue(await seedDemonstration(OPEN_SECRETS, seed));
    assert.deepEqual(await clientsOf(seed.durable), [
      ["demo-confidential", "confidential", "authorization_code refresh_token password"],
      ["demo-public", "public", "authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code"],
      ["demo-openid", "public", "authorization_code refresh_token"],
      ["demo-machine", "confidential", "client_credentials"],
      ["demo-oauth1", "confidential", "oauth1 client_credentials"],
    ]);
    const people = await seed.durable.accounts.list({ limit: 100 });
    assert.deepEqual(
      people.map(({ username, isStaff }) => [username, isStaff]),
      [
        ["admin", true],
        ["alice", false],
      ],
    );
  });

  it("makes no client of OpenID Connect where the server is no OpenID provider", async () => {
    const seed = await options({ OIDC_ENABLED: "false" });
    await seedDemonstration(OPEN_SECRETS, seed);
    assert.isUndefined(await seed.durable.clients.find("demo-openid"));
  });

  /** What signatures of the consumer are verified by. */
  async function consumerSecrets({ durable }: SeedOptions): Promise<readonly string[]> {
    const client = await durable.clients.find("demo-oauth1");
    return hmacSecretsOf(client!, { key: SEAL_KEY, now: 1_000 }).map((key) => key.export().toString());
  }

  it("keeps the secret of the consumer of OAuth 1.0a so that it can be read again, also another one later", async () => {
    const seed = await options();
    await seedDemonstration(OPEN_SECRETS, seed);
    assert.deepEqual(await consumerSecrets(seed), ["demo-oauth1-secret"]);
    const others = randomSecrets(seededRandom("others"));
    assert.include(await closeDemonstration(others, seed), "demo-oauth1");
    assert.deepEqual(await consumerSecrets(seed), [others["demo-oauth1"]]);
  });

  it("makes no consumer where OAuth 1.0a is not served", async () => {
    const { sealKey: _, ...seed } = await options({ OAUTH1_ENABLED: "false" });
    await seedDemonstration(OPEN_SECRETS, seed);
    assert.isUndefined(await seed.durable.clients.find("demo-oauth1"));
  });

  it("knows of Alice what each scope of OpenID Connect stands for", async () => {
    const seed = await options();
    await seedDemonstration(OPEN_SECRETS, seed);
    const { claims } = (await seed.durable.accounts.findByUsername("alice"))!;
    for (const scope of ["profile", "email", "address", "phone"])
      assert.isTrue(
        STANDARD_SCOPE_CLAIMS[scope]!.some((name) => Object.hasOwn(claims ?? {}, name)),
        scope,
      );
  });

  it("makes it once, also when several start at once", async () => {
    const seed = await options();
    const made = await Promise.all([1, 2, 3].map(() => seedDemonstration(OPEN_SECRETS, seed)));
    assert.lengthOf(
      made.filter((one) => one),
      1,
    );
    assert.isFalse(await seedDemonstration(OPEN_SECRETS, seed));
  });

  it("goes on with the whole of it in each of several that start at once", async () => {
    const seed = await options();
    const both = await Promise.all(
      [1, 2].map(async () => {
        await seedDemonstration(OPEN_SECRETS, seed);
        return workingSecrets(OPEN_SECRETS, seed);
      }),
    );
    for (const working of both) assert.deepEqual(working, OPEN_SECRETS);
  });

  it("makes the rest of what a crash left half made", async () => {
    const seed = await options();
    const broken = {
      ...seed.durable,
      clients: { ...seed.durable.clients, add: async () => Promise.reject(new Error("crash")) },
    };
    await seedDemonstration(OPEN_SECRETS, { ...seed, durable: broken }).catch(() => undefined);
    assert.isUndefined(await seed.durable.clients.find("demo-machine"));
    assert.isTrue(await seedDemonstration(OPEN_SECRETS, seed));
    assert.deepEqual(await workingSecrets(OPEN_SECRETS, seed), OPEN_SECRETS);
  });

  it("brings nothing back that was removed", async () => {
    const seed = await options();
    await seedDemonstration(OPEN_SECRETS, seed);
    for (const { id } of await seed.durable.clients.list({ limit: 100 })) await seed.durable.clients.remove(id);
    assert.isFalse(await seedDemonstration(OPEN_SECRETS, seed));
    assert.isEmpty(await clientsOf(seed.durable));
  });

  it("leaves an admin who was there before as they are", async () => {
    const seed = await options();
    const earlier = await seed.durable.accounts.add({ ...NOBODY, username: "admin" });
    assert.isTrue(await seedDemonstration(OPEN_SECRETS, seed));
    assert.deepEqual(await seed.durable.accounts.findByUsername("admin"), earlier);
    assert.hasAllKeys(await workingSecrets(OPEN_SECRETS, seed), [
      "alice",
      "demo-confidential",
      "demo-machine",
      "demo-oauth1",
    ]);
  });

  const narrow: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[] | undefined])[] = [
    ["every scope that is known", {}, ["read", "write", "introspection"]],
    ["no scope that the settings do not know", { SCOPES: "read books", DEFAULT_SCOPES: "read" }, ["read"]],
    ["all scopes where none of its own is known", { SCOPES: "books", DEFAULT_SCOPES: "books" }, undefined],
  ];
  for (const [what, settings, expected] of narrow) {
    it(`lets the machine ask for ${what}`, async () => {
      const seed = await options({ ...settings, ALLOWED_REDIRECT_URI_SCHEMES: "https" });
      await seedDemonstration(OPEN_SECRETS, seed);
      assert.deepEqual((await seed.durable.clients.find("demo-machine"))?.scope, expected);
    });
  }
});
