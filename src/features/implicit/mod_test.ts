import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { assertActive, introspected } from "../../../test/http/tokens.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { client } from "../../../test/support/cast.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { locationOf } from "../../../test/support/replies.ts";

async function flow(options: IssuerUnderTestOptions = {}) {
  const under = await issuerUnderTest(options);
  const on = await codeFlow(under, { client: await client(under.issuer, { skipAuthorization: true }) });
  const ask = () => on.browser.get("/authorize", { query: codeRequest(on.client, { response_type: "token" }) });
  return { ...on, ask, given: async () => new URLSearchParams(locationOf(await ask()).hash.slice(1)) };
}

describe("implicit()", () => {
  rule(
    ["RFC6749-4.2.2-1", "RFC6749-4.2.2-2", "RFC6749-4.2.2-4", "RFC6749-4.2.2-3"],
    "gives a token in the fragment",
    async () => {
      const on = await flow();
      const given = Object.fromEntries(await on.given());
      assert.deepEqual(given, {
        access_token: given["access_token"]!,
        token_type: "Bearer",
        expires_in: "600",
        scope: "read write",
        state: "a state",
        iss: "https://issuer.test",
      });
    },
  );

  it("gives it for the person, in a family of its own that can be revoked", async () => {
    const on = await flow();
    const token = (await on.given()).get("access_token")!;
    assert.deepInclude(await introspected(on.under, token), { active: true, sub: on.account.sub });
    const [family] = await on.under.issuer.durable.families.listOf(on.account.id);
    assert.deepInclude(family, { tag: token.slice(6, 14), grantType: "implicit", scope: ["read", "write"] });
    await on.under.post("/revoke", { as: on.client, form: { token } });
    await assertActive(on.under, token, false);
    assert.include(on.under.events, "token.issued");
  });

  it("gives nothing when the family cannot be written", async () => {
    const stores = brokenStores();
    const on = await flow({ stores: (real) => stores.wrap(real) });
    stores.break({ "postgres families.open": "refused" });
    assert.equal((await on.ask()).status, 503);
    assert.deepEqual(await on.under.issuer.durable.families.listOf(on.account.id), []);
  });

  it("ends with its token", async () => {
    const on = await flow();
    const token = (await on.given()).get("access_token")!;
    const family = await on.under.issuer.durable.families.find(token.slice(6, 14));
    assert.equal(family?.expiresAt, on.under.clock.now() + 600);
    assert.notProperty(family, "refreshDigest");
  });
});
