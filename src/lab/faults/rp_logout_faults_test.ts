import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import { RP_LOGOUT_FAULTS } from "./rp_logout_faults.ts";

/** What a fault makes of an answer of the logout endpoint. */
async function changed(name: string, reply: Reply): Promise<Reply | undefined> {
  const { issuer } = await issuerUnderTest();
  const fault = RP_LOGOUT_FAULTS.find((each) => each.name === `rp_logout_${name}`);
  const context = { exchange: exchangeAt(issuer), options: {}, before: 0, place: "end_session" } as const;
  return fault?.reply?.(reply, context);
}

describe("RP_LOGOUT_FAULTS", () => {
  for (const [name, query] of [
    ["state_missing", "x=1"],
    ["state_changed", "x=1&state=Atate"],
    ["state_empty", "x=1&state="],
    ["extra", "x=1&state=state&touchstone_extra=a+b"],
  ] as const) {
    it(`${name} leaves the rest of the address`, async () => {
      const back = redirect("https://client.test/bye?x=1&state=state");
      assert.deepEqual(await changed(name, back), { ...back, location: `https://client.test/bye?${query}` });
    });

    it(`${name} leaves pages and ways of the provider's own as they are`, async () => {
      for (const own of [html(200, "<p>Sign out?</p>"), redirect("/lab/i/a/logout?state=state")])
        assert.strictEqual(await changed(name, own), own);
    });

    if (name === "extra") continue;
    it(`${name} is not at work where the client sent no state`, async () => {
      const back = redirect("https://client.test/bye?x=1");
      assert.strictEqual(await changed(name, back), back);
    });
  }
});
