import { assert } from "chai";
import { client, person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { thrownBy } from "../../../test/support/refusals.ts";
import { findAccessToken, revokeFamily } from "../../tokens/mod.ts";
import { callerToken } from "./caller_token.ts";

async function scene() {
  const under = await issuerUnderTest();
  const alice = await person(under.issuer, { username: "alice" });
  const caller = await client(under.issuer, { type: "public", clientId: "caller" });
  const options = { clientId: "caller", username: "alice", scope: ["read"], trace: "lab-1" };
  return { under, alice, caller, options };
}

describe("callerToken()", () => {
  it("is a live token of the person by the client, for the scope", async () => {
    const { under, alice, caller, options } = await scene();
    const token = await callerToken(under.issuer, options);
    const found = await findAccessToken(token, under.issuer);
    assert.deepInclude(found?.record, { client: caller.id, scope: ["read"] });
    assert.deepEqual(found?.record.subject, { sub: alice.sub, username: "alice" });
  });

  it("is what introspection tells a resource server of", async () => {
    const { under, options } = await scene();
    const api = await client(under.issuer, { scope: "introspection" });
    const token = await callerToken(under.issuer, options);
    const reply = await under.post("/introspect", { form: { token }, as: api });
    assert(reply.kind === "json");
    assert.deepInclude(reply.body, { active: true, client_id: "caller", username: "alice", scope: "read" });
  });

  it("belongs to what the person allowed, and ends with it", async () => {
    const { under, alice, options } = await scene();
    const token = await callerToken(under.issuer, options);
    const [family, ...others] = await under.issuer.durable.families.listOf(alice.id);
    assert.isEmpty(others);
    assert.deepInclude(family, { grantType: "authorization_code", scope: ["read"] });
    const { issuer } = under;
    await revokeFamily(family?.tag ?? "", { ...issuer, longestAccessToken: issuer.settings.longestAccessToken });
    assert.isUndefined(await findAccessToken(token, issuer));
  });

  it("lives for an hour, and no longer", async () => {
    const { under, options } = await scene();
    const token = await callerToken(under.issuer, options);
    under.clock.advance(3_599);
    assert.isDefined(await findAccessToken(token, under.issuer));
    under.clock.advance(1);
    assert.isUndefined(await findAccessToken(token, under.issuer));
  });

  for (const change of [{ clientId: "nobody" }, { username: "nobody" }]) {
    it(`is a mistake of ours for ${JSON.stringify(change)}`, async () => {
      const { under, options } = await scene();
      assert.instanceOf(await thrownBy(() => callerToken(under.issuer, { ...options, ...change })), TypeError);
    });
  }
});
