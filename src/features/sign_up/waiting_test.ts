import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { waitOf } from "./waiting.ts";

describe("waitOf()", () => {
  it("lets a network try twenty times, and has it wait then, and no other", async () => {
    const { issuer, clock } = await issuerUnderTest();
    const exchange = exchangeAt(issuer, { address: "192.0.2.1" });
    for (let time = 0; time < 21; time += 1) assert.isUndefined(await waitOf(exchange), `try ${time}`);
    assert.equal(await waitOf(exchange), 1);
    assert.isUndefined(await waitOf(exchangeAt(issuer, { address: "198.51.100.1" })));
    clock.advance(2);
    assert.isUndefined(await waitOf(exchange));
  });

  it("takes the addresses of one home for one network", async () => {
    const { issuer } = await issuerUnderTest();
    for (let time = 0; time < 21; time += 1)
      await waitOf(exchangeAt(issuer, { address: `2001:db8:1:2::${time.toString(16)}` }));
    assert.isDefined(await waitOf(exchangeAt(issuer, { address: "2001:db8:1:2:ffff::1" })));
  });
});
