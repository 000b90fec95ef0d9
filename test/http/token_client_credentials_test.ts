import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client } from "../support/cast.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import { ask, introspected, pairFor, scene } from "./tokens.ts";

const FORM = { grant_type: "client_credentials" };

describe("POST /token with grant_type=client_credentials", () => {
  rule(["RFC6749-4.4.3-1", "RFC6749-4.4.2-2"], "answers an access token and no refresh token", async () => {
    const on = await scene();
    const body = bodyOf(await ask(on, on.app, FORM));
    assert.hasAllKeys(body, ["access_token", "token_type", "expires_in", "scope"]);
  });

  rule("RFC6749-4.4.2-1", "refuses a client that does not prove who it is", async () => {
    const on = await scene();
    const reply = await on.post("/token", { form: { ...FORM, client_id: on.app.clientId } });
    assertError(reply, { error: "invalid_client", status: 401 });
  });

  rule("RFC6749-4.4-1", "refuses a public client, even one whose record says that it may", async () => {
    const under = await issuerUnderTest();
    const app = await client(under.issuer, { type: "public" });
    await under.issuer.durable.clients.change(app.id, { grantTypes: ["client_credentials"] });
    assertError(await ask(under, app, FORM), { error: "unauthorized_client", says: "public client" });
  });

  it("refuses a client that is not registered for it", async () => {
    const under = await issuerUnderTest();
    const app = await client(under.issuer, { grantTypes: ["authorization_code"] });
    assertError(await ask(under, app, FORM), { error: "unauthorized_client", says: "'client_credentials'" });
  });

  rule(
    ["RFC9700-4.15.1-2", "RFC9700-4.15.1-1"],
    "lets a resource server tell the client's own token from one that a person granted",
    async () => {
      const on = await scene();
      const own = await introspected(on, textIn(await ask(on, on.app, FORM), "access_token"));
      const granted = await introspected(on, (await pairFor(on)).access);
      assert.notProperty(own, "username");
      assert.deepEqual([own["sub"], own["client_id"]], [on.app.clientId, on.app.clientId]);
      assert.deepEqual([granted["sub"], granted["username"]], [on.ann.sub, on.ann.username]);
    },
  );

  it("writes no family, as there is nobody whose access it would be", async () => {
    const on = await scene();
    await ask(on, on.app, FORM);
    assert.deepEqual(await on.issuer.durable.families.revokeAll({ client: on.app.id }, on.clock.now()), []);
  });
});
