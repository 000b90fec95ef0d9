import { assert } from "chai";
import { assert as forAll, integer, property } from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { assertRefused, refusalOf, thrownBy } from "../../test/support/refusals.ts";
import { OAuthError } from "../protocol/mod.ts";
import { settableClock } from "../platform/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { type EphemeralStore, StoreUnavailable } from "../stores/mod.ts";
import { checkTimestamp, claimNonce, keepNonces, type UsedNonce } from "./mod.ts";

const USED: UsedNonce = { client: 7, token: "token", timestamp: START, nonce: "nonce" };

/** A store whose life ends when a test says so: what it held is gone, and another name stands for it. */
function mortalStore() {
  const clock = settableClock(START);
  const restores: ((store: EphemeralStore) => Promise<void>)[] = [];
  let life = memoryEphemeralStore({ clock });
  const ephemeral: EphemeralStore = {
    ...life,
    get: (kind, key) => life.get(kind, key),
    put: (kind, entry) => life.put(kind, entry),
    claim: (kind, entry) => life.claim(kind, entry),
    epoch: () => life.epoch(),
    onNewLife: (restore) => void restores.push(restore),
  };
  const restore = async (): Promise<void> => {
    for (const each of restores) await each(life);
  };
  return {
    clock,
    issuer: { clock, ephemeral },
    /** Another process on the same store. */
    another: () => ({ clock, ephemeral: { ...ephemeral } }),
    restore,
    /** Forgets all, and goes on under its name. */
    forgets: (): void => {
      const before = life;
      life = { ...memoryEphemeralStore({ clock }), epoch: () => before.epoch() };
    },
    dies: async (): Promise<void> => {
      life = memoryEphemeralStore({ clock });
      await restore();
    },
  };
}

describe("checkTimestamp()", () => {
  const issuer = { clock: settableClock(START), ephemeral: memoryEphemeralStore() };

  for (const away of [-300, -1, 0, 1, 300]) {
    rule("RFC5849-3.3-2", `takes a timestamp that is ${away} seconds away`, () => {
      assert.doesNotThrow(() => checkTimestamp(START + away, { issuer, window: 300 }));
    });
  }

  for (const [away, where] of [
    [-301, "more than 300 seconds behind the server"],
    [301, "more than 300 seconds ahead of the server"],
    [-START + 1, "behind the server"],
  ] as const) {
    rule(
      ["RFC5849-3.2-3", "OAUTHPROBLEM-4-1"],
      `refuses one that is ${away} seconds away, and says what it takes`,
      async () => {
        const refusal = await refusalOf(() => checkTimestamp(START + away, { issuer, window: 300 }));
        assert.deepInclude(refusal, { code: "timestamp_refused", status: 401, rule: "RFC5849-3.2-3" });
        assert.deepEqual(refusal.extra, { oauth_acceptable_timestamps: `${START - 300}-${START + 300}` });
        assert.include(refusal.description, where);
      },
    );
  }

  rule("RFC5849-3.3-6", "tells who counts milliseconds, and nobody else", async () => {
    const milliseconds = "it counts milliseconds";
    const counting = await refusalOf(() => checkTimestamp(START * 1000 + 999, { issuer, window: 300 }));
    const late = await refusalOf(() => checkTimestamp(START + 1000, { issuer, window: 300 }));
    assert.include(counting.description, milliseconds);
    assert.notInclude(late.description, milliseconds);
  });

  it("takes what lies within any window, and nothing else", () => {
    forAll(
      property(integer({ min: 0, max: 5_000 }), integer({ min: -10_000, max: 10_000 }), (window, away) => {
        const check = () => checkTimestamp(START + away, { issuer, window });
        if (Math.abs(away) <= window) assert.doesNotThrow(check);
        else assert.throws(check, OAuthError);
      }),
    );
  });
});

describe("claimNonce()", () => {
  rule(["RFC5849-3.2-2", "OAUTHPROBLEM-2-4", "RFC5849-3.2-16"], "lets a nonce be used once", async () => {
    const { issuer } = mortalStore();
    await claimNonce(USED, { issuer, window: 300 });
    const again = { code: "nonce_used", status: 401, rule: "RFC5849-3.2-2" } as const;
    await assertRefused(() => claimNonce(USED, { issuer, window: 300 }), again);
  });

  for (const [name, other] of [
    ["timestamp", { timestamp: START + 1 }],
    ["client", { client: 8 }],
    ["token", { token: "other" }],
    ["token, which is none,", { token: undefined }],
    ["nonce", { nonce: "Nonce" }],
  ] as const) {
    rule("RFC5849-3.3-4", `lets it be used again where the ${name} is another`, async () => {
      const { issuer } = mortalStore();
      await claimNonce(USED, { issuer, window: 300 });
      await claimNonce({ ...USED, ...other }, { issuer, window: 300 });
    });
  }

  it("tells parts apart that look alike together", async () => {
    const { issuer } = mortalStore();
    await claimNonce({ ...USED, token: "a", nonce: `${START},b` }, { issuer, window: 300 });
    await claimNonce({ ...USED, token: `a,${START}`, nonce: "b" }, { issuer, window: 300 });
  });

  rule(
    "RFC5849-3.3-5",
    "remembers a nonce for as long as its timestamp may be sent, at both ends of the window",
    async () => {
      const { issuer, clock } = mortalStore();
      const early = { ...USED, timestamp: START + 300 };
      await claimNonce(early, { issuer, window: 300 });
      clock.advance(600);
      assert.doesNotThrow(() => checkTimestamp(early.timestamp, { issuer, window: 300 }));
      await assertRefused(() => claimNonce(early, { issuer, window: 300 }), { code: "nonce_used" });
      clock.advance(1);
      assert.throws(() => checkTimestamp(early.timestamp, { issuer, window: 300 }), OAuthError);
      clock.advance(9);
      await claimNonce(early, { issuer, window: 300 });
    },
  );

  rule("RFC5849-3.2-2", "is won by one of fifty that come at once", async () => {
    const { issuer } = mortalStore();
    const attempts = Array.from({ length: 50 }, () => claimNonce(USED, { issuer, window: 300 }));
    const settled = await Promise.allSettled(attempts);
    assert.lengthOf(
      settled.filter(({ status }) => status === "fulfilled"),
      1,
    );
  });

  it("passes on that the store is away", async () => {
    const { issuer } = mortalStore();
    const claim = () => Promise.reject(new StoreUnavailable("redis", undefined));
    const away = { ...issuer, ephemeral: { ...issuer.ephemeral, claim } };
    assert.instanceOf(await thrownBy(() => claimNonce(USED, { issuer: away, window: 300 })), StoreUnavailable);
  });
});

describe("keepNonces()", () => {
  /** The store of a server that was started at START. */
  async function started() {
    const store = mortalStore();
    await keepNonces(store.issuer);
    await store.restore();
    return store;
  }

  const FORGOTTEN = { code: "timestamp_refused", status: 401, rule: "RFC5849-3.3-5" } as const;

  it("refuses nothing that is not older than the store", async () => {
    const { issuer } = await started();
    await claimNonce(USED, { issuer, window: 300 });
  });

  beyond(
    "RFC5849-3.2-2",
    "refuses timestamps of a time whose nonces nobody remembers, and says which it takes",
    async () => {
      const { issuer, clock, dies } = await started();
      clock.advance(100);
      await claimNonce({ ...USED, timestamp: START + 100 }, { issuer, window: 300 });
      await dies();
      clock.advance(5);
      const refusal = await refusalOf(() => claimNonce({ ...USED, timestamp: START + 100 }, { issuer, window: 300 }));
      assert.deepInclude(refusal, FORGOTTEN);
      assert.deepEqual(refusal.extra, { oauth_acceptable_timestamps: `${START + 101}-${START + 405}` });
      await claimNonce({ ...USED, timestamp: START + 101 }, { issuer, window: 300 });
    },
  );

  beyond("RFC5849-3.2-2", "refuses them as well when the store was emptied and nobody noticed", async () => {
    const { issuer, clock, forgets } = await started();
    clock.advance(100);
    await claimNonce({ ...USED, timestamp: START + 100 }, { issuer, window: 300 });
    forgets();
    await assertRefused(() => claimNonce({ ...USED, timestamp: START + 100 }, { issuer, window: 300 }), FORGOTTEN);
    clock.advance(5);
    await claimNonce({ ...USED, timestamp: START + 101 }, { issuer, window: 300 });
    await assertRefused(() => claimNonce({ ...USED, timestamp: START + 98 }, { issuer, window: 300 }), FORGOTTEN);
  });

  it("refuses them each time, not the first time alone", async () => {
    const { issuer, clock, dies } = await started();
    clock.advance(100);
    await dies();
    await assertRefused(() => claimNonce(USED, { issuer, window: 300 }), FORGOTTEN);
    await assertRefused(() => claimNonce({ ...USED, nonce: "other" }, { issuer, window: 300 }), FORGOTTEN);
  });

  it("knows a life that another process has seen begin", async () => {
    const { another, clock, restore } = await started();
    clock.advance(100);
    const later = another();
    await keepNonces(later);
    await restore();
    await claimNonce({ ...USED, timestamp: START + 1 }, { issuer: later, window: 300 });
  });

  it("fails at the start when the store is away", async () => {
    const { issuer } = mortalStore();
    const get = () => Promise.reject(new StoreUnavailable("redis", undefined));
    const away = { ...issuer, ephemeral: { ...issuer.ephemeral, get } };
    assert.instanceOf(await thrownBy(() => keepNonces(away)), StoreUnavailable);
  });

  it("works on the memory store, which has one life", async () => {
    const clock = settableClock(START);
    const issuer = { clock, ephemeral: memoryEphemeralStore({ clock }) };
    await keepNonces(issuer);
    await claimNonce(USED, { issuer, window: 300 });
    await assertRefused(() => claimNonce({ ...USED, timestamp: START - 1 }, { issuer, window: 300 }), FORGOTTEN);
  });
});
