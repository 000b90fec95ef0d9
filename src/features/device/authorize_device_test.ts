import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { deviceFlow, openDeviceFlow } from "../../../test/support/device_flow.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { bodyOf, textIn } from "../../../test/support/replies.ts";
import type { Exchange } from "../../engine/mod.ts";
import { seededRandom } from "../../platform/mod.ts";
import { authorizeDevice } from "./authorize_device.ts";

const OPTIONS = { lifetime: 600, interval: 5 };

/** A request of a device at an issuer whose randomness begins anew each time it is asked. */
async function forgetful() {
  const { under, client } = await openDeviceFlow();
  return (seed: string): Exchange => {
    const exchange = exchangeAt(under.issuer, { method: "POST", form: `client_id=${client.clientId}` });
    return { ...exchange, issuer: { ...under.issuer, random: seededRandom(seed) } };
  };
}

describe("authorizeDevice()", () => {
  rule("RFC8628-3.2-1", "draws again when somebody has the user code already", async () => {
    const request = await forgetful();
    const codes = await Promise.all(
      ["same", "same", "same"].map(async (seed) => textIn(await authorizeDevice(request(seed), OPTIONS), "user_code")),
    );
    assert.equal(new Set(codes).size, 3);
  });

  rule("RFC8628-5.2-1", "draws device codes of 256 bits, each time others", async () => {
    const on = await openDeviceFlow();
    const codes = [];
    for (let round = 0; round < 20; round += 1) codes.push((await on.begin()).deviceCode);
    assert.equal(new Set(codes).size, 20);
    for (const code of codes)
      assert.match(code, /^ts_dc_[0-9A-Za-z]{57}$/, "a tag of 8, 43 that are drawn, a checksum of 6");
  });

  it("gives up where the randomness is broken", async () => {
    const request = await forgetful();
    const stuck = () => {
      const exchange = request("stuck");
      const bytes = (count: number) => Buffer.alloc(count, 3);
      return { ...exchange, issuer: { ...exchange.issuer, random: { ...exchange.issuer.random, bytes } } };
    };
    await authorizeDevice(stuck(), OPTIONS);
    const error: unknown = await authorizeDevice(stuck(), OPTIONS).catch((thrown: unknown) => thrown);
    assert.instanceOf(error, RangeError);
  });

  it("costs one claim and two writes, and asks nothing of the database", async () => {
    let faults: FaultyStores | undefined;
    const on = await openDeviceFlow({ stores: (real) => (faults = faultyStores(real)).stores });
    await on.begin();
    faults!.arm();
    await on.begin();
    assert.deepEqual(faults!.calls, ["redis claim dt", "redis put d", "redis put dp"]);
  });

  beyond("RFC8628-3.2-1", "answers nothing of a code that could not be kept", async () => {
    for (const call of [1, 2, 3]) {
      let faults: FaultyStores | undefined;
      const on = await openDeviceFlow({ stores: (real) => (faults = faultyStores(real)).stores });
      await on.begin();
      faults!.arm({ call, failure: "refused" });
      const reply = await on.ask();
      assert.equal(reply.status, 503);
      assert.notProperty(bodyOf(reply), "device_code");
    }
  });

  it("gives each client codes of its own, also under one person", async () => {
    const on = await openDeviceFlow();
    const other = await deviceFlow(on.under, { account: on.account });
    assert.notEqual((await on.begin()).userCode, (await other.begin()).userCode);
  });
});
