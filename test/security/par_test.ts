import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import { CALLBACK, client, person, SECRET } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { pushForm, pushScene } from "../support/pushed.ts";
import { assertError, assertErrorSent, bodyOf, locationOf } from "../support/replies.ts";
import { SECOND_CALLBACK } from "../support/request_objects.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { elsewhere } from "./elsewhere.ts";

const SECRETS = { state: "a-state-of-nobody-else", login_hint: "ann@example.test", nonce: "a-nonce-of-nobody-else" };

describe("what a client pushes", () => {
  elsewhere("Keycloak CVE-2024-4540", "comes to no browser, in no cookie and no address of a page", async () => {
    const on = await pushScene();
    const pushed = await on.push({ ...SECRETS, prompt: "consent" });
    const opened = await on.open(String(bodyOf(pushed)["request_uri"]));
    const page = await on.browser.follow(opened);
    const { cookies: _cookies, ...shown } = page;
    for (const secret of Object.values(SECRETS)) {
      assert.notInclude(JSON.stringify([pushed, opened]), secret);
      assert.notInclude(JSON.stringify(page.cookies ?? []), secret);
    }
    assert.notInclude(JSON.stringify(shown), SECRETS.state);
  });

  beyond("RFC9126-2.1-5", "is kept without the secret that came with it, which no later answer has", async () => {
    const on = await pushScene({ client: { authMethod: "client_secret_post" } });
    const pushed = await on.under.post("/par", { form: pushForm(on.app, { client_secret: SECRET }) });
    const opened = await on.open(String(bodyOf(pushed)["request_uri"]));
    assert.isTrue(locationOf(opened).searchParams.has("code"));
    assert.notInclude(JSON.stringify([pushed, opened]), SECRET);
  });

  beyond("RFC9126-2.2-5", "is not opened by a client that got hold of its name, nor lost by that", async () => {
    const on = await pushScene();
    const thief = await client(on.under.issuer, { skipAuthorization: true, redirectUris: ["https://thief.test/cb"] });
    const name = await on.pushed();
    for (const beside of [{}, { redirect_uri: "https://thief.test/cb" }, { redirect_uri: CALLBACK }]) {
      const reply = await on.ask({ client_id: thief.clientId, request_uri: name, ...beside });
      assert.notMatch(JSON.stringify(reply), /[?&]code=/);
    }
    assert.isTrue(locationOf(await on.open(name)).searchParams.has("code"));
  });

  beyond("RFC9126-2.1-2", "cannot name one client and be of another", async () => {
    const on = await pushScene();
    const other = await client(on.under.issuer);
    assertError(await on.push({ client_id: other.clientId }), { error: "invalid_request", says: "client_id" });
    const request = await on.make({ client_id: other.clientId, iss: other.clientId });
    assertError(await on.push({ request }), { error: "invalid_request_object" });
  });

  beyond("RFC9126-7.3-1", "brings nothing to who replays its name in another browser", async () => {
    const on = await pushScene();
    const name = await on.pushed({ redirect_uri: SECOND_CALLBACK });
    await on.open(name);
    const attacker = valueBrowser(on.under);
    await attacker.signIn(await person(on.under.issuer));
    const query = { client_id: on.app.clientId, request_uri: name, redirect_uri: CALLBACK };
    const sent = assertErrorSent(await attacker.get("/authorize", { query }), { error: "invalid_request_uri" });
    assert.isFalse(sent.has("code"));
  });

  beyond("RFC9126-2.1-2", "is no request of OAuth 1.0a, which names no client", async () => {
    const on = await pushScene({ settings: { OAUTH1_ENABLED: "true" } });
    const form = { oauth_token: "ts_tc_x" };
    assertError(await on.under.post("/par", { as: on.app, form }), { error: "invalid_request", says: "client_id" });
  });

  beyond("RFC9126-4-4", "cannot be gone round by a name that only looks like one", async () => {
    const on = await pushScene({ members: { require_pushed_authorization_requests: true } });
    for (const uri of ["urn:ietf:params:oauth:request_uri:", "urn:other:x", "urn:ietf:params:oauth:request_uri"]) {
      const query = { ...codeRequest(on.app), request_uri: uri };
      assert.isFalse(locationOf(await on.ask(query)).searchParams.has("code"), uri);
    }
  });

  beyond("RFC9126-4-4", "cannot be gone round by naming the client twice", async () => {
    const on = await pushScene({ members: { require_pushed_authorization_requests: true } });
    const other = await client(on.under.issuer);
    const reply = await on.ask({ ...codeRequest(on.app), client_id: [other.clientId, on.app.clientId] });
    assert.notMatch(JSON.stringify(reply), /[?&]code=/);
  });
});
