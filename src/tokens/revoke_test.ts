import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { digest } from "../platform/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { type TokenStores, LONGEST, tokenStores, unwrittenFamily } from "./_token_stores_test.ts";
import {
  ACCESS_TOKEN,
  accessTokenKey,
  buryAgain,
  type Draft,
  findAccessToken,
  findIssuedAccessToken,
  isLive,
  removePerson,
  revokeAccessToken,
  revokeFamilies,
  revokeFamily,
  revokeFamilyEarly,
  TOMBSTONE,
  tombstoneKey,
} from "./mod.ts";

/** What is written to stores from now on, in order. */
function writesTo({ faults }: TokenStores): () => readonly string[] {
  faults.arm();
  return () => faults.calls.filter((call) => !call.endsWith("epoch"));
}

async function isAlive(accessToken: string, stores: TokenStores): Promise<boolean> {
  return (await findAccessToken(accessToken, stores)) !== undefined;
}

/** Revokes all families of the person; something else happens just before the durable write. */
async function whileRevokingAll<T>(stores: TokenStores, happen: () => Promise<T>) {
  const { families } = stores.durable;
  const happened: T[] = [];
  async function revokeAll(...args: Parameters<typeof families.revokeAll>): Promise<readonly string[]> {
    happened.push(await happen());
    return families.revokeAll(...args);
  }
  const durable = { ...stores.durable, families: { ...families, revokeAll } };
  const revoked = await revokeFamilies({ accountId: stores.account.id }, { ...stores, durable });
  return { revoked, made: happened[0]! };
}

describe("revokeFamily()", () => {
  rule("RFC7009-2.1-9", "ends the access token and the refresh token at once", async () => {
    const stores = await tokenStores();
    const { accessToken, tag } = await stores.issue();
    await revokeFamily(tag, stores);
    assert.isFalse(await isAlive(accessToken, stores));
    assert.equal((await stores.family(tag))?.revokedAt, START);
  });

  it("is true for the one of several who ended it", async () => {
    const stores = await tokenStores();
    const { tag } = await stores.issue();
    const won = await Promise.all(Array.from({ length: 5 }, () => revokeFamily(tag, stores)));
    assert.lengthOf(
      won.filter((one) => one),
      1,
    );
    assert.isFalse(await revokeFamily("family00", stores), "there is none to be ended");
  });

  it("writes the tombstone before the durable record", async () => {
    const stores = await tokenStores();
    const writes = writesTo(stores);
    await revokeFamily("family00", stores);
    assert.deepEqual(writes(), ["redis put r", "postgres families.revoke"]);
  });

  it("leaves access tokens dead when the durable record cannot be written", async () => {
    const stores = await tokenStores();
    const { accessToken, tag } = await stores.issue();
    stores.faults.arm({ call: 3, failure: "refused" });
    assert.instanceOf(await thrownBy(() => revokeFamily(tag, stores)), StoreUnavailable);
    assert.equal(stores.faults.failed, "postgres families.revoke");
    assert.isFalse(await isAlive(accessToken, stores));
  });

  it("writes nothing durable when the tombstone cannot be written", async () => {
    const stores = await tokenStores();
    const { tag } = await stores.issue();
    stores.faults.arm({ call: 2, failure: "refused" });
    assert.instanceOf(await thrownBy(() => revokeFamily(tag, stores)), StoreUnavailable);
    assert.equal(stores.faults.failed, "redis put r");
    assert.isTrue(isLive((await stores.family(tag))!, stores.clock));
  });

  it("may be done again", async () => {
    const stores = await tokenStores();
    const { tag } = await stores.issue();
    await revokeFamily(tag, stores);
    stores.clock.advance(10);
    await revokeFamily(tag, stores);
    assert.equal((await stores.family(tag))?.revokedAt, START);
  });

  it("keeps a token dead that a slow request stores afterwards", async () => {
    const stores = await tokenStores();
    const { accessToken, tag, record } = await stores.issue();
    await revokeFamily(tag, stores);
    stores.clock.advance(record.expiresAt - START - 1);
    assert.isFalse(await isAlive(accessToken, stores));
  });

  it("keeps the tombstone for the longest access token and a minute", async () => {
    const stores = await tokenStores();
    const ttls: number[] = [];
    const put = async (_kind: unknown, { ttl }: { readonly ttl: number }) => void ttls.push(ttl);
    await revokeFamily("family00", { ...stores, ephemeral: { ...stores.ephemeral, put } });
    assert.deepEqual(ttls, [LONGEST + 60]);
  });

  it("buries again when the ephemeral store began a new life meanwhile", async () => {
    const stores = await tokenStores();
    const writes = writesTo(stores);
    const lives = ["first", "second"];
    const ephemeral = { ...stores.ephemeral, epoch: async () => lives.shift() ?? "none" };
    await revokeFamily("family00", { ...stores, ephemeral });
    assert.deepEqual(writes(), ["redis put r", "postgres families.revoke", "redis put r"]);
  });
});

describe("revokeFamilyEarly()", () => {
  it("lets a family be born dead", async () => {
    const stores = await tokenStores();
    const family = unwrittenFamily(stores);
    await revokeFamilyEarly(family, stores);
    assert.isTrue(await stores.durable.families.open(family));
    assert.equal((await stores.family(family.tag))?.revokedAt, START);
  });

  it("revokes one that was written already", async () => {
    const stores = await tokenStores();
    const family = unwrittenFamily(stores);
    await stores.durable.families.open(family);
    await revokeFamilyEarly(family, stores);
    assert.isFalse(isLive((await stores.family(family.tag))!, stores.clock));
  });

  it("writes the tombstone first", async () => {
    const stores = await tokenStores();
    const writes = writesTo(stores);
    await revokeFamilyEarly(unwrittenFamily(stores), stores);
    assert.deepEqual(writes(), ["redis put r", "postgres families.revokeEarly"]);
  });
});

describe("revokeAccessToken()", () => {
  rule("RFC7009-2.1-5", "takes the refresh token of a person's token along", async () => {
    const stores = await tokenStores();
    const { accessToken, tag } = await stores.issue();
    await revokeAccessToken((await findIssuedAccessToken(accessToken, stores))!, stores);
    assert.isFalse(await isAlive(accessToken, stores));
    assert.isFalse(isLive((await stores.family(tag))!, stores.clock));
  });

  it("gives a client's own token a dead family, so that it stays revoked", async () => {
    const stores = await tokenStores();
    const { accessToken, tag, record } = await stores.issueToClient();
    await revokeAccessToken((await findAccessToken(accessToken, stores))!, stores);
    assert.isFalse(await isAlive(accessToken, stores));
    assert.deepInclude(await stores.family(tag), {
      client: stores.client.id,
      grantType: "client_credentials",
      scope: ["read"],
      createdAt: START,
      expiresAt: record.expiresAt,
      revokedAt: START,
    });
  });
});

describe("revokeFamilies()", () => {
  for (const [name, whose] of [
    ["of a person", ({ account }: TokenStores) => ({ accountId: account.id })],
    ["of a client", ({ client }: TokenStores) => ({ client: client.id })],
    ["of a person with a client", ({ account, client }: TokenStores) => ({ accountId: account.id, client: client.id })],
  ] as const) {
    it(`ends all families ${name} and answers how many lived`, async () => {
      const stores = await tokenStores();
      const issued = [await stores.issue(), await stores.issue()];
      assert.equal(await revokeFamilies(whose(stores), stores), 2);
      assert.equal(await revokeFamilies(whose(stores), stores), 0);
      for (const { accessToken } of issued) assert.isFalse(await isAlive(accessToken, stores));
    });
  }

  it("leaves the families of others alone", async () => {
    const stores = await tokenStores();
    const { accessToken } = await stores.issue();
    assert.equal(await revokeFamilies({ accountId: stores.account.id + 1_000 }, stores), 0);
    assert.isTrue(await isAlive(accessToken, stores));
  });

  it("refuses to end the families of nobody in particular", async () => {
    const stores = await tokenStores();
    assert.instanceOf(await thrownBy(() => revokeFamilies({}, stores)), RangeError);
  });

  it("buries all before it revokes any, and each once", async () => {
    const stores = await tokenStores();
    await stores.issue();
    await stores.issue();
    const writes = writesTo(stores);
    await revokeFamilies({ client: stores.client.id }, stores);
    const burials = ["redis put r", "redis put r"];
    assert.deepEqual(writes(), ["postgres families.unrevokedTags", ...burials, "postgres families.revokeAll"]);
  });

  it("buries after it what was born in between", async () => {
    const stores = await tokenStores();
    const old = await stores.issue();
    const late = await whileRevokingAll(stores, () => stores.issue());
    assert.equal(late.revoked, 2);
    for (const { accessToken } of [old, late.made]) assert.isFalse(await isAlive(accessToken, stores));
  });

  it("buries everything again when the ephemeral store began a new life meanwhile", async () => {
    const stores = await tokenStores();
    const { accessToken, tag } = await stores.issue();
    const lives = ["first", "second"];
    const ephemeral = { ...stores.ephemeral, epoch: async () => lives.shift() ?? "none" };
    await whileRevokingAll({ ...stores, ephemeral }, () => ephemeral.forget(TOMBSTONE, [tombstoneKey(tag)]));
    assert.isFalse(await isAlive(accessToken, stores));
  });

  for (const [failing, call] of [
    ["a burial", 3],
    ["the durable write", 4],
  ] as const) {
    it(`ends everything when it is done again after ${failing} failed`, async () => {
      const stores = await tokenStores();
      const { accessToken, tag } = await stores.issue();
      stores.faults.arm({ call, failure: "refused" });
      await thrownBy(() => revokeFamilies({ accountId: stores.account.id }, stores));
      assert.isUndefined((await stores.family(tag))?.revokedAt);
      stores.faults.arm();
      assert.equal(await revokeFamilies({ accountId: stores.account.id }, stores), 1);
      assert.isFalse(await isAlive(accessToken, stores));
    });
  }
});

describe("removePerson()", () => {
  it("is true once, and false for nobody", async () => {
    const stores = await tokenStores();
    assert.isTrue(await removePerson(stores.account.id, stores));
    assert.isFalse(await removePerson(stores.account.id, stores));
  });

  it("leaves a person alone whose families cannot be ended", async () => {
    const stores = await tokenStores();
    await stores.issue();
    stores.faults.arm({ call: 4, failure: "refused" });
    assert.instanceOf(await thrownBy(() => removePerson(stores.account.id, stores)), StoreUnavailable);
    stores.faults.arm();
    assert.deepEqual(await stores.durable.accounts.find(stores.account.id), stores.account);
  });

  it("ends what was born after everything else was ended", async () => {
    const stores = await tokenStores();
    const { accounts } = stores.durable;
    let born: Draft | undefined;
    async function remove(id: number, at: number): Promise<readonly string[] | undefined> {
      born ??= await stores.issue();
      return accounts.remove(id, at);
    }
    const durable = { ...stores.durable, accounts: { ...accounts, remove } };
    await removePerson(stores.account.id, { ...stores, durable });
    assert.isFalse(await isAlive(born!.accessToken, stores));
  });

  it("lets the tokens of the person stay dead in a store that came back with them", async () => {
    const stores = await tokenStores();
    const { accessToken, record, tag } = await stores.issue();
    await removePerson(stores.account.id, stores);
    const ephemeral = memoryEphemeralStore({ clock: stores.clock });
    await ephemeral.put(ACCESS_TOKEN, { key: accessTokenKey(tag, digest(accessToken)), value: record, ttl: 600 });
    assert.isTrue(await isAlive(accessToken, { ...stores, ephemeral }));
    await buryAgain({ ...stores, ephemeral });
    assert.isFalse(await isAlive(accessToken, { ...stores, ephemeral }));
  });
});

describe("buryAgain()", () => {
  it("keeps revoked what a store has forgotten", async () => {
    const stores = await tokenStores();
    const { accessToken, tag, record } = await stores.issue();
    await revokeFamily(tag, stores);
    const forgetful = { ...stores, ephemeral: memoryEphemeralStore({ clock: stores.clock }) };
    assert.equal(await buryAgain(forgetful), 1);
    stores.clock.set(record.expiresAt - 1);
    assert.isFalse(await isAlive(accessToken, forgetful));
  });

  it("buries a client's own token as well", async () => {
    const stores = await tokenStores();
    const { accessToken } = await stores.issueToClient();
    const before = (await findIssuedAccessToken(accessToken, stores))!;
    await revokeAccessToken(before, stores);
    const ephemeral = memoryEphemeralStore({ clock: stores.clock });
    assert.equal(await buryAgain({ ...stores, ephemeral }), 1);
    assert.isTrue(await ephemeral.get(TOMBSTONE, tombstoneKey(before.tag)));
  });

  for (const [name, later, count] of [
    ["while their access tokens may be alive", LONGEST, 1],
    ["and no longer", LONGEST + 1, 0],
  ] as const) {
    it(`buries families ${name}`, async () => {
      const stores = await tokenStores();
      const { tag } = await stores.issue();
      await revokeFamily(tag, stores);
      stores.clock.advance(later);
      assert.equal(await buryAgain(stores), count);
    });
  }

  it("has nothing to do where nothing was revoked", async () => {
    const stores = await tokenStores();
    await stores.issue();
    const writes = writesTo(stores);
    assert.equal(await buryAgain(stores), 0);
    assert.deepEqual(writes(), ["postgres families.revokedSince"]);
  });
});
