import { assert } from "chai";
import { testConfig } from "../../test/support/config.ts";
import { settableClock, silentLog, systemRandom } from "../platform/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { labOf } from "./lab.ts";
import type { Stores } from "./stores.ts";

function optionsOf(settings: Readonly<Record<string, string>>, changes: Partial<Stores> = {}) {
  const clock = settableClock(1_767_225_600);
  const database = memoryDatabase({ clock });
  const stores: Stores = {
    database,
    ephemeral: memoryEphemeralStore({ clock }),
    broadcast: memoryBroadcast(),
    close: () => database.close(),
    ...changes,
  };
  const shared = { clock, random: systemRandom, log: silentLog };
  const secretKey = "a secret key of more than thirty-two characters";
  return { config: testConfig(settings), issuer: "http://localhost:8000", stores, secretKey, ...shared };
}

/** Whatever is asked of it is a mistake. */
const NOBODY_ASKS: ProxyHandler<ReturnType<typeof memoryEphemeralStore>> = {
  get(_store, name) {
    throw new TypeError(`Nobody asks for ${String(name)}`);
  },
};

describe("labOf()", () => {
  for (const settings of [{}, { LAB: "off" }]) {
    it(`adds nothing and asks no store with ${JSON.stringify(settings)}`, async () => {
      const { ephemeral } = optionsOf(settings).stores;
      const options = optionsOf(settings, { ephemeral: new Proxy(ephemeral, NOBODY_ASKS) });
      assert.deepEqual(await labOf(options), { features: [], others: [] });
    });
  }

  it("adds one feature and one middleware where it is on", async () => {
    const { features, others } = await labOf(optionsOf({ LAB: "on" }));
    assert.deepEqual([features.map(({ name }) => name), others.length], [["lab"], 1]);
    for (const { close } of features) await close?.();
  });

  it("gives the issuer of the installation no metadata, hooks or services", async () => {
    const { features } = await labOf(optionsOf({ LAB: "on" }));
    for (const feature of features) {
      assert.doesNotHaveAnyKeys(feature, ["hooks", "replace", "grants", "clientAuth", "responseModes", "steps"]);
      for (const { path, metadata, answersWhen } of feature.endpoints ?? []) {
        // Beside an address of the issuer it answers for its own issuers alone.
        assert.isTrue(path.startsWith("/lab") || answersWhen !== undefined, path);
        assert.isUndefined(metadata, path);
      }
      await feature.close?.();
    }
  });
});
