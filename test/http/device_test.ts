import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { DEVICE_GRANT, openDeviceFlow } from "../support/device_flow.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";

describe("POST /device_authorization", () => {
  rule(["RFC8628-3.2-1", "RFC8628-3.2-2"], "answers both codes, where to type one, and for how long", async () => {
    const on = await openDeviceFlow();
    const reply = await on.ask();
    const { device_code: deviceCode, user_code: userCode, ...rest } = bodyOf(reply);
    assert.match(String(deviceCode), /^ts_dc_\w{57}$/);
    assert.match(String(userCode), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.deepEqual(rest, {
      verification_uri: "https://issuer.test/device",
      verification_uri_complete: `https://issuer.test/device?user_code=${String(userCode)}`,
      expires_in: 600,
      interval: 5,
    });
    assert.deepInclude(reply, { status: 200, kind: "json" });
    assert.equal(reply.headers["Cache-Control"], "no-store");
  });

  rule(["RFC8628-3.2-3", "RFC8628-3.3-1"], "keeps the address short, without the code", async () => {
    const on = await openDeviceFlow();
    const body = bodyOf(await on.ask());
    const { pathname, search } = new URL(String(body["verification_uri"]));
    assert.deepEqual([pathname, search], ["/device", ""]);
  });

  it("names the address that the operator gave, and lifetimes as they are set", async () => {
    const settings = {
      DEVICE_VERIFICATION_URI: "https://go.test/tv",
      DEVICE_CODE_EXPIRE_SECONDS: "90",
      DEVICE_FLOW_INTERVAL: "2",
    };
    const on = await openDeviceFlow({ settings });
    const body = bodyOf(await on.ask());
    assert.include(body, { verification_uri: "https://go.test/tv", expires_in: 90, interval: 2 });
    assert.equal(body["verification_uri_complete"], `https://go.test/tv?user_code=${String(body["user_code"])}`);
  });

  rule("RFC8628-3.1-1", "refuses a client that does not say who it is", async () => {
    const on = await openDeviceFlow();
    assertError(await on.ask({ client_id: undefined }), { error: "invalid_client", status: 401 });
  });

  for (const [id, name, form, error] of [
    ["RFC8628-3.2-6", "an unknown scope", { scope: "nonsense" }, "invalid_scope"],
    ["RFC8628-3.1-5", "a scope twice", { scope: ["read", "read"] }, "invalid_request"],
    ["RFC8628-3.2-6", "a scope that is none", { scope: 'a"b' }, "invalid_scope"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => assertError(await (await openDeviceFlow()).ask(form), { error }));
  }

  rule("RFC8628-3.1-6", "has a confidential client prove who it is", async () => {
    const on = await openDeviceFlow({ client: { type: "confidential" } });
    assert.equal((await on.ask()).status, 200);
    for (const asked of [{ secret: "wrong" }, { headers: { authorization: "" } }]) {
      const reply = await on.ask({ client_id: on.client.clientId }, asked);
      assertError(reply, { error: "invalid_client", status: 401 });
    }
  });

  rule("RFC8628-3.2-6", "refuses a client that is not registered for the grant", async () => {
    const on = await openDeviceFlow({ client: { grantTypes: ["authorization_code"] } });
    assertError(await on.ask(), { error: "unauthorized_client", says: DEVICE_GRANT });
  });

  rule(["RFC8628-3.1-3", "RFC8628-3.1-4"], "ignores what it does not know and what has no value", async () => {
    const on = await openDeviceFlow();
    const { deviceCode, userCode } = await on.begin({ scope: "", interval: "0", __proto__x: "1" });
    await on.decide(userCode, "allow");
    assert.equal(textIn(await on.poll(deviceCode), "scope"), "read write");
  });

  rule("RFC8628-5.1-2", "draws another user code for each, of all twenty letters", async () => {
    const on = await openDeviceFlow();
    const codes = await Promise.all(Array.from({ length: 60 }, async () => (await on.begin()).userCode));
    assert.equal(new Set(codes).size, 60);
    assert.equal(new Set(codes.join("").replaceAll("-", "")).size, 20);
  });
});

describe("the metadata", () => {
  rule("RFC8628-4-1", "names the endpoint and the grant type", async () => {
    const { metadata } = (await openDeviceFlow()).under.issuer;
    assert.equal(metadata["device_authorization_endpoint"], "https://issuer.test/device_authorization");
    assert.include(metadata["grant_types_supported"], DEVICE_GRANT);
  });
});
