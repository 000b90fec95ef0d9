import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { ask, introspected, scene } from "../../../test/http/tokens.ts";
import { client } from "../../../test/support/cast.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { assertError, bodyOf, textIn } from "../../../test/support/replies.ts";

const FORM = { grant_type: "client_credentials" };

describe("clientCredentials()", () => {
  rule(["RFC6749-4.4.3-1", "RFC9700-4.15.1-2"], "gives a client a token of its own, and no refresh token", async () => {
    const on = await scene();
    const reply = await ask(on, on.app, { ...FORM, scope: "read" });
    assert.sameMembers(Object.keys(bodyOf(reply)), ["access_token", "token_type", "expires_in", "scope"]);
    const told = await introspected(on, textIn(reply, "access_token"));
    assert.deepInclude(told, { active: true, sub: on.app.clientId, client_id: on.app.clientId, scope: "read" });
    assert.notProperty(told, "username");
  });

  it("costs one write, and asks nothing of the database", async () => {
    let faults: FaultyStores | undefined;
    const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
    await ask(on, on.app, FORM);
    faults!.arm();
    await ask(on, on.app, FORM);
    assert.deepEqual(faults!.calls, ["redis put a"]);
  });

  rule(
    ["RFC6749-4.4-1", "RFC6749-4.4.2-1"],
    "gives nothing to a public client, though it registered the grant",
    async () => {
      const on = await scene();
      const open = await client(on.issuer, { type: "public" });
      await on.issuer.durable.clients.change(open.id, { grantTypes: ["client_credentials"] });
      assertError(await ask(on, open, FORM), { error: "unauthorized_client", says: "public client" });
    },
  );

  it("gives nothing to a client that did not register the grant", async () => {
    const on = await scene({ client: { grantTypes: ["authorization_code"] } });
    assertError(await ask(on, on.app, FORM), { error: "unauthorized_client" });
  });

  it("refuses a scope that the client may not have", async () => {
    const on = await scene({ client: { scope: "read" } });
    assertError(await ask(on, on.app, { ...FORM, scope: "write" }), { error: "invalid_scope" });
    assert.equal(bodyOf(await ask(on, on.app, FORM))["scope"], "read");
  });
});
