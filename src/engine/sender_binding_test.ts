import { assert } from "chai";
import { client } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { senderOf, withSender } from "./mod.ts";

async function bound(type: "public" | "confidential", sender: Readonly<Record<string, unknown>> | undefined) {
  const { issuer } = await issuerUnderTest();
  return withSender({ pkce: 1 }, { exchange: exchangeAt(issuer), client: await client(issuer, { type }), sender });
}

describe("withSender()", () => {
  it("binds what a public client proved, beside what was bound", async () => {
    const bindings = await bound("public", { dpop: "a key" });
    assert.deepEqual(bindings, { pkce: 1, sender: { dpop: "a key" } });
    assert.deepEqual(senderOf(bindings), { dpop: "a key" });
  });

  it("binds nothing for a client that has a secret, or that proved nothing", async () => {
    for (const bindings of [await bound("confidential", { dpop: "a key" }), await bound("public", undefined)]) {
      assert.deepEqual(bindings, { pkce: 1 });
      assert.isUndefined(senderOf(bindings));
    }
  });
});

describe("senderOf()", () => {
  for (const sender of [undefined, null, "text", 1]) {
    it(`finds none in ${JSON.stringify(sender)}`, () => assert.isUndefined(senderOf({ sender })));
  }
});
