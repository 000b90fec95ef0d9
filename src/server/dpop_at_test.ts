import { assert } from "chai";
import { testConfig } from "../../test/support/config.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { dpopAt } from "./dpop_at.ts";

describe("dpopAt()", () => {
  it("has a key for nonces where the setting asks for them, and it alone", async () => {
    const { issuer } = await issuerUnderTest();
    assert.isUndefined(dpopAt(issuer, testConfig()).nonceKey);
    const { nonceKey, store } = dpopAt(issuer, testConfig({ DPOP_NONCE: "on" }));
    assert.strictEqual(store, issuer.ephemeral);
    assert.lengthOf(nonceKey ?? [], 32);
    assert.notDeepEqual(nonceKey, Buffer.from(issuer.formKey));
  });
});
