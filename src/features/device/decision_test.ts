import { assert } from "chai";
import { assert as forAll, asyncProperty, scheduler } from "fast-check";
import { beyond } from "../../../conformance/support/rule.ts";
import { introspected, pairOf } from "../../../test/http/tokens.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { person } from "../../../test/support/cast.ts";
import { browserOf, type DeviceFlow, openDeviceFlow } from "../../../test/support/device_flow.ts";
import { assertError, markupOf } from "../../../test/support/replies.ts";
import { scheduledStores } from "../../../test/support/scheduled_stores.ts";
import type { Reply } from "../../protocol/mod.ts";

function connects(reply: Reply): boolean {
  return markupOf(reply).includes("Your device is connected");
}

describe("a decision", () => {
  it("can be sent again when the store failed", async () => {
    const stores = brokenStores();
    const on = await openDeviceFlow({ stores: (real) => stores.wrap(real) });
    const { deviceCode, userCode } = await on.begin();
    const page = await on.type(userCode);
    stores.break({ "redis put dd": "refused" });
    assert.equal((await on.browser.submit(page, { action: "allow" })).status, 503);
    stores.break({});
    assert.isTrue(connects(await on.browser.submit(page, { action: "allow" })));
    pairOf(await on.poll(deviceCode));
  });

  it("is told to who sends it again after it was written but nobody was told", async () => {
    const stores = brokenStores();
    const on = await openDeviceFlow({ stores: (real) => stores.wrap(real) });
    const page = await on.type((await on.begin()).userCode);
    stores.break({ "redis put dd": "unacknowledged" });
    assert.equal((await on.browser.submit(page, { action: "allow" })).status, 503);
    stores.break({});
    assert.isTrue(connects(await on.browser.submit(page, { action: "deny" })));
  });

  it("is written down with the family that it may begin", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin();
    await on.decide(userCode, "allow", { scope: "read" });
    const [entry] = await on.under.issuer.durable.audit.list({ limit: 1, event: "device.approved" });
    assert.deepInclude(entry, {
      client: on.client.id,
      accountId: on.account.id,
      family: deviceCode.slice(6, 14),
      detail: { scope: "read" },
    });
  });
});

/** Two people at once who were both shown the question, and what each is answered. */
async function bothDecide(
  on: DeviceFlow,
  run: (requests: readonly (() => Promise<Reply>)[]) => Promise<readonly Reply[]>,
) {
  const bob = await person(on.under.issuer);
  const browser = await browserOf(on.under, bob);
  const { deviceCode, userCode } = await on.begin();
  const [ours, theirs] = [await on.type(userCode), await on.type(userCode, browser)];
  const replies = await run([
    () => on.browser.submit(ours, { action: "allow" }),
    () => browser.submit(theirs, { action: "allow" }),
  ]);
  return { replies, deviceCode, people: [on.account, bob] };
}

describe("two people who allow one device at once, in any order of their store calls", () => {
  beyond("RFC8628-5.4-1", "one wins, whose the token is, and the other is told no more than of an unknown code", () =>
    forAll(
      asyncProperty(scheduler(), async (schedule) => {
        const scheduled = scheduledStores();
        const on = await openDeviceFlow({ stores: (real) => scheduled.wrap(real) });
        const { replies, deviceCode, people } = await bothDecide(on, (requests) =>
          scheduled.atOnce(schedule, requests),
        );
        const winner = replies.findIndex(connects);
        const loser = replies[1 - winner]!;
        assert.isFalse(connects(loser));
        assert.include([400, 409], loser.status);
        const { access } = pairOf(await on.poll(deviceCode));
        assert.equal((await introspected(on.under, access))["sub"], people[winner]!.sub);
      }),
      { numRuns: 20 },
    ),
  );
});

describe("one person who presses twice, in any order of the store calls", () => {
  it("allows it once, and is never told that it was denied", () =>
    forAll(
      asyncProperty(scheduler(), async (schedule) => {
        const scheduled = scheduledStores();
        const on = await openDeviceFlow({ stores: (real) => scheduled.wrap(real) });
        const { deviceCode, userCode } = await on.begin();
        const page = await on.type(userCode);
        const press = () => on.browser.submit(page, { action: "allow" });
        const replies = await scheduled.atOnce(schedule, [press, press]);
        assert.isTrue(replies.some(connects));
        for (const reply of replies) assert.include([200, 409], reply.status);
        pairOf(await on.poll(deviceCode));
        assertError(await on.poll(deviceCode), { error: "invalid_grant" });
      }),
      { numRuns: 20 },
    ));
});
