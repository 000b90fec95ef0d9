import { assert } from "chai";
import { assert as forAll, asyncProperty, integer, scheduler } from "fast-check";
import { beyond } from "../../../conformance/support/rule.ts";
import { assertActive, introspected, pairOf } from "../../../test/http/tokens.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import {
  DEVICE_GRANT,
  type DeviceFlow,
  openDeviceFlow,
  type OpenDeviceFlowOptions,
} from "../../../test/support/device_flow.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { assertError } from "../../../test/support/replies.ts";
import { scheduledStores } from "../../../test/support/scheduled_stores.ts";
import { digest } from "../../platform/mod.ts";

interface Allowed {
  readonly on: DeviceFlow;
  readonly deviceCode: string;
}

async function allowed(options: OpenDeviceFlowOptions = {}): Promise<Allowed> {
  const on = await openDeviceFlow(options);
  const { deviceCode, userCode } = await on.begin();
  await on.decide(userCode, "allow");
  return { on, deviceCode };
}

describe("a device code that is redeemed", () => {
  it("begins one family, whose tag the code and both tokens share", async () => {
    const { on, deviceCode } = await allowed();
    const { access, refresh } = pairOf(await on.poll(deviceCode));
    for (const token of [access, refresh]) assert.equal(token.slice(6, 14), deviceCode.slice(6, 14));
    const family = await on.under.issuer.durable.families.find(deviceCode.slice(6, 14));
    assert.deepInclude(family, {
      client: on.client.id,
      accountId: on.account.id,
      grantType: DEVICE_GRANT,
      codeDigest: digest(deviceCode),
    });
    assert.deepInclude(await introspected(on.under, access), { sub: on.account.sub, client_id: on.client.clientId });
  });

  it("costs one durable commit", async () => {
    let faults: FaultyStores | undefined;
    const { on, deviceCode } = await allowed({ stores: (real) => (faults = faultyStores(real)).stores });
    faults!.arm();
    pairOf(await on.poll(deviceCode));
    const writes = faults!.calls.filter((call) => call.startsWith("postgres") && !call.includes("find"));
    assert.deepEqual(writes, ["postgres families.open"]);
  });

  it("stays usable when its family cannot be written", async () => {
    const stores = brokenStores();
    const { on, deviceCode } = await allowed({ stores: (real) => stores.wrap(real) });
    stores.break({ "postgres families.open": "refused" });
    assert.equal((await on.poll(deviceCode)).status, 503);
    stores.break({});
    pairOf(await on.poll(deviceCode));
  });

  for (const [name, verbs] of [
    ["it cannot be made usable again", { "postgres families.open": "refused", "redis forget du": "refused" }],
    ["its family was written but nobody was told", { "postgres families.open": "unacknowledged" }],
    ["it was claimed but nobody was told", { "redis claim du": "unacknowledged" }],
  ] as const) {
    beyond("RFC6749-4.1.2-5", `is burnt, and nothing worse, when ${name}`, async () => {
      const stores = brokenStores();
      const { on, deviceCode } = await allowed({ stores: (real) => stores.wrap(real) });
      stores.break(verbs);
      assert.equal((await on.poll(deviceCode)).status, 503);
      stores.break({});
      assertError(await on.poll(deviceCode), { error: "invalid_grant", says: "used before" });
    });
  }

  beyond(
    "RFC6749-4.1.2-5",
    "is refused by the database when Redis comes back without the mark of its use",
    async () => {
      const { on, deviceCode } = await allowed();
      pairOf(await on.poll(deviceCode));
      const key = `{${deviceCode.slice(6, 14)}}${digest(deviceCode)}`;
      await on.under.issuer.ephemeral.forget({ code: "du", encode: () => Buffer.of(), decode: () => true }, [key]);
      assertError(await on.poll(deviceCode), { error: "invalid_grant", says: "used before" });
    },
  );
});

describe("many who redeem one device code at once, in any order of their store calls", () => {
  beyond("RFC6749-4.1.2-5", "one wins at the most, and what it got is dead afterwards", () =>
    forAll(
      asyncProperty(scheduler(), integer({ min: 2, max: 4 }), async (schedule, many) => {
        const scheduled = scheduledStores();
        const { on, deviceCode } = await allowed({ stores: (real) => scheduled.wrap(real) });
        const requests = Array.from({ length: many }, () => () => on.poll(deviceCode));
        const replies = await scheduled.atOnce(schedule, requests);
        const winners = replies.filter(({ status }) => status === 200).map(pairOf);
        assert.isAtMost(winners.length, 1);
        for (const reply of replies) if (reply.status !== 200) assertError(reply, { error: "invalid_grant" });
        for (const { access, refresh } of winners) {
          await assertActive(on.under, access, false);
          await assertActive(on.under, refresh, false);
        }
      }),
      { numRuns: 20 },
    ),
  );
});
