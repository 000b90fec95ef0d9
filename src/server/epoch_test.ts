import { assert } from "chai";
import { recordingLog, type RecordingLog } from "../../test/contract/recording_log.ts";
import { leanFamily } from "../../test/contract/record_samples.ts";
import { client } from "../../test/support/cast.ts";
import { type IssuerUnderTest, issuerUnderTest, START } from "../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import type { Issuer } from "../engine/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { type EphemeralStore, StoreUnavailable } from "../stores/mod.ts";
import { TOMBSTONE, tombstoneKey } from "../tokens/mod.ts";
import { keepRevoked } from "./epoch.ts";

interface Opened extends IssuerUnderTest {
  readonly log: RecordingLog;
  /** Revokes a family of this tag in the database alone. */
  readonly revoke: (tag: string, at?: number) => Promise<void>;
  /** How often the database was asked what was revoked. */
  readonly asked: () => number;
}

async function opened(change: (issuer: Issuer) => Partial<Issuer> = () => ({})): Promise<Opened> {
  const under = await issuerUnderTest();
  const { durable } = under.issuer;
  const app = await client(under.issuer);
  const log = recordingLog();
  let asked = 0;
  const families: typeof durable.families = {
    ...durable.families,
    revokedSince(since) {
      asked += 1;
      return durable.families.revokedSince(since);
    },
  };
  const watched = { ...under.issuer, log, durable: { ...durable, families } };
  return {
    ...under,
    issuer: { ...watched, ...change(watched) },
    log,
    asked: () => asked,
    async revoke(tag, at = START) {
      await durable.families.open(leanFamily(app.id, { tag, createdAt: at }));
      await durable.families.revoke(tag, at);
    },
  };
}

async function isBuried(tag: string, store: EphemeralStore): Promise<boolean> {
  return (await store.get(TOMBSTONE, tombstoneKey(tag))) === true;
}

describe("keepRevoked()", () => {
  it("buries at the start what was revoked while its tokens may be alive, and nothing older", async () => {
    const { issuer, revoke, clock, log } = await opened();
    await revoke("older", START - 86_401);
    await revoke("recent", START - 86_399);
    await keepRevoked(issuer);
    assert.isTrue(await isBuried("recent", issuer.ephemeral));
    assert.isFalse(await isBuried("older", issuer.ephemeral));
    assert.lengthOf(log.lines, 1);
    assert.deepEqual(log.fields, [{ families: 1 }]);
    assert.equal(clock.now(), START);
  });

  it("says nothing where there is nothing to bury", async () => {
    const { issuer, log } = await opened();
    await keepRevoked(issuer);
    assert.deepEqual(log.lines, []);
  });

  it("asks the database once in a life of the store", async () => {
    const { issuer, asked, revoke } = await opened();
    await keepRevoked(issuer);
    await revoke("later");
    for (let times = 0; times < 3; times += 1) await isBuried("later", issuer.ephemeral);
    assert.equal(asked(), 1);
  });

  it("buries again in each later life, in the store that it is handed", async () => {
    const restores: ((store: EphemeralStore) => Promise<void>)[] = [];
    const { issuer, revoke, clock } = await opened(({ ephemeral }) => ({
      ephemeral: { ...ephemeral, onNewLife: (restore) => void restores.push(restore) },
    }));
    await keepRevoked(issuer);
    await revoke("in the first life");
    for (const life of [1, 2]) {
      const reborn = memoryEphemeralStore({ clock });
      for (const restore of restores) await restore(reborn);
      assert.isTrue(await isBuried("in the first life", reborn), `life ${life}`);
    }
    assert.isFalse(await isBuried("in the first life", issuer.ephemeral));
  });

  it("fails at the start when the database is away, and can be tried again", async () => {
    let away = true;
    const { issuer, revoke } = await opened(({ durable }) => ({
      durable: {
        ...durable,
        families: {
          ...durable.families,
          revokedSince: async (since) =>
            away ? Promise.reject(new StoreUnavailable("postgres", undefined)) : durable.families.revokedSince(since),
        },
      },
    }));
    await revoke("one");
    assert.instanceOf(await thrownBy(() => keepRevoked(issuer)), StoreUnavailable);
    away = false;
    assert.isTrue(await isBuried("one", issuer.ephemeral));
  });

  it("fails at the start when the ephemeral store is away", async () => {
    const { issuer } = await opened(({ ephemeral }) => ({
      ephemeral: { ...ephemeral, get: () => Promise.reject(new StoreUnavailable("redis", undefined)) },
    }));
    assert.instanceOf(await thrownBy(() => keepRevoked(issuer)), StoreUnavailable);
  });
});
