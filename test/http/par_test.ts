import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { assertionClaims, assertionForm, keyClient, namedKey, signed } from "../support/client_jwt.ts";
import { VERIFIER } from "../support/code_flow.ts";
import type { GivenSettings } from "../support/config.ts";
import { type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { pushForm, pushScene, type PushScene } from "../support/pushed.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { assertError, assertErrorSent, bodyOf, locationOf, textIn } from "../support/replies.ts";
import { SECOND_CALLBACK } from "../support/request_objects.ts";
import { register, registered, registrar, WEB_APP } from "./registration.ts";

const NAME = "urn:ietf:params:oauth:request_uri:";

/** The code that comes of a request that was pushed. */
async function codeOf(on: PushScene, requestUri: string): Promise<string> {
  const sent = locationOf(await on.open(requestUri));
  assert.isTrue(sent.searchParams.has("code"), sent.href);
  return sent.searchParams.get("code") ?? "";
}

/** What the authorization endpoint sends back for a name. */
async function sentFor(on: PushScene, requestUri: string, beside?: Given): Promise<URLSearchParams> {
  return locationOf(await on.open(requestUri, beside)).searchParams;
}

describe("POST /par", () => {
  rule(
    ["RFC9126-2.2-1", "RFC9126-2.2-2", "RFC9126-2.2-4"],
    "answers 201 with a name, and how long it lives",
    async () => {
      const reply = await (await pushScene()).push();
      assert.deepInclude(reply, { status: 201, kind: "json" });
      assert.equal(reply.headers["Cache-Control"], "no-store");
      assert.equal(bodyOf(reply)["expires_in"], 60);
      assert.match(textIn(reply, "request_uri"), /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
      assert.hasAllKeys(bodyOf(reply), ["request_uri", "expires_in"]);
    },
  );

  rule(["RFC9126-2.2-3", "RFC9126-7.1-1"], "gives a name of 256 random bits to each request", async () => {
    const on = await pushScene();
    const names = await Promise.all(Array.from({ length: 20 }, () => on.pushed()));
    assert.lengthOf(new Set(names), 20);
    for (const name of names) assert.lengthOf(Buffer.from(name.slice(NAME.length), "base64url"), 32);
  });

  it("tells whoever listens that a request was pushed", async () => {
    const on = await pushScene();
    await on.push();
    assert.deepEqual(on.under.events.slice(-1), ["request.pushed"]);
    await on.push({ scope: "nonsense" });
    assert.lengthOf(
      on.under.events.filter((name) => name === "request.pushed"),
      1,
    );
  });

  rule("RFC9126-2.1-1", "refuses a request that has a request_uri, whatever that is", async () => {
    const on = await pushScene({ members: { request_uris: ["https://client.test/object"] } });
    for (const uri of [await on.pushed(), "https://client.test/object", ""])
      if (uri !== "")
        assertError(await on.push({ request_uri: uri }), { error: "invalid_request", says: "request_uri" });
  });

  rule("RFC9126-2.1-2", "demands the client_id, though the client authenticated", async () => {
    const on = await pushScene();
    assertError(await on.push({ client_id: undefined }), { error: "invalid_request", says: "client_id" });
  });

  for (const [name, asked, expected] of [
    ["a wrong secret", { secret: "wrong" }, { error: "invalid_client", status: 401 }],
    ["no proof", { headers: { authorization: "" } }, { error: "invalid_client", status: 401 }],
  ] as const) {
    rule(["RFC9126-2.1-3", "RFC9126-2-3"], `refuses a confidential client with ${name}`, async () => {
      assertError(await (await pushScene()).push({}, asked), expected);
    });
  }

  rule("RFC9126-2-3", "takes the method that a client registered, and no other", async () => {
    const on = await pushScene({ members: {}, client: { authMethod: "client_secret_basic" } });
    const form = pushForm(on.app, { client_secret: "a-secret-that-tests-share" });
    assertError(await on.under.post("/par", { form }), { error: "invalid_client", status: 401 });
    assert.equal((await on.push()).status, 201);
  });

  rule("RFC9126-2-3", "takes requests of public clients, which say who they are", async () => {
    const on = await pushScene({ client: { type: "public" } });
    await codeOf(on, await on.pushed());
  });

  for (const aud of ["https://issuer.test", "https://issuer.test/token", "https://issuer.test/par"]) {
    rule("RFC9126-2-5", `takes a client's assertion for ${aud}`, async () => {
      const under = await issuerUnderTest();
      const { issuer } = under;
      const app = await keyClient(issuer, { redirectUris: [CALLBACK] });
      const proof = assertionForm(await signed(assertionClaims(issuer, app, { aud }), await namedKey()));
      assert.equal((await under.post("/par", { form: pushForm(app, proof) })).status, 201);
    });
  }

  rule("RFC9126-2-5", "takes no assertion for somebody else", async () => {
    const under = await issuerUnderTest();
    const { issuer } = under;
    const app = await keyClient(issuer, { redirectUris: [CALLBACK] });
    const claims = assertionClaims(issuer, app, { aud: "https://issuer.test/par/" });
    const form = pushForm(app, assertionForm(await signed(claims, await namedKey())));
    assertError(await under.post("/par", { form }), { error: "invalid_client", status: 401 });
  });

  for (const [name, changes, error] of [
    ["a redirect URI that is not registered", { redirect_uri: "https://evil.test/" }, "invalid_request"],
    ["no redirect URI where there are two", { redirect_uri: undefined }, "invalid_request"],
    ["an unknown scope", { scope: "nonsense" }, "invalid_scope"],
    ["a response type that there is not", { response_type: "nonsense" }, "unsupported_response_type"],
    ["no response type", { response_type: undefined }, "invalid_request"],
    ["a response mode that there is not", { response_mode: "nonsense" }, "invalid_request"],
    ["a token in the query", { response_type: "token", response_mode: "query" }, "invalid_request"],
    ["a code_challenge that is none", { code_challenge: "short" }, "invalid_request"],
    ["another code_challenge_method", { code_challenge_method: "plain" }, "invalid_request"],
    ["a resource that there is not", { resource: "https://api.test/#x" }, "invalid_target"],
    ["a prompt that contradicts itself", { prompt: "none login" }, "invalid_request"],
    ["a max_age that is no number", { max_age: "soon" }, "invalid_request"],
    ["a scope twice", { scope: ["read", "write"] }, "invalid_request"],
    ["a state twice", { state: ["a", "b"] }, "invalid_request"],
    ["a claims parameter that is no JSON", { scope: "openid", claims: "{" }, "invalid_request"],
    ["a request object that is none", { request: "nonsense" }, "invalid_request_object"],
  ] as const) {
    rule(["RFC9126-2.1-4", "RFC9126-2.3-1", "RFC9126-2-6"], `answers ${error} to ${name}`, async () => {
      const on = await pushScene({ settings: { PKCE_REQUIRED: "none" } });
      assertError(await on.push(changes), { error });
    });
  }

  rule("RFC9126-7.2-1", "takes no redirect URI that is not registered from anybody", async () => {
    for (const type of ["public", "confidential"] as const) {
      const on = await pushScene({ client: { type } });
      assertError(await on.push({ redirect_uri: "https://evil.test/" }), {
        error: "invalid_request",
        says: "redirect_uri",
      });
    }
  });

  rule("RFC9126-2.3-6", "asks nobody, and refuses nothing that a person could mend", async () => {
    const on = await pushScene();
    for (const changes of [{ prompt: "none" }, { prompt: "login" }, { max_age: "0" }, { prompt: "consent" }])
      assert.equal((await on.push(changes)).status, 201, JSON.stringify(changes));
  });
});

describe("a pushed request at /authorize", () => {
  rule(["RFC9126-4-3", "RFC9126-2-6"], "brings a code with all that was asked for", async () => {
    const on = await pushScene();
    const sent = await sentFor(on, await on.pushed({ scope: "read" }));
    assert.equal(sent.get("state"), "a state");
    const grant = { grant_type: "authorization_code", code: sent.get("code") ?? "", redirect_uri: CALLBACK };
    const redeemed = await on.under.post("/token", { as: on.app, form: { ...grant, code_verifier: VERIFIER } });
    assert.equal(bodyOf(redeemed)["scope"], "read");
    const again = await on.under.post("/token", { as: on.app, form: { ...grant, code_verifier: "x".repeat(43) } });
    assertError(again, { error: "invalid_grant" });
  });

  rule("RFC9126-4-3", "goes where it said, whatever stands beside its name", async () => {
    const on = await pushScene();
    const beside = { redirect_uri: CALLBACK, state: "beside", scope: "write", response_type: "token" };
    const sent = locationOf(await on.open(await on.pushed({ redirect_uri: SECOND_CALLBACK }), beside));
    assert.equal(`${sent.origin}${sent.pathname}`, SECOND_CALLBACK);
    assert.equal(sent.searchParams.get("state"), "a state");
    assert.isTrue(sent.searchParams.has("code"));
    assert.equal(sent.hash, "");
  });

  rule(["RFC9126-4-2", "RFC9126-7.3-1"], "is used once", async () => {
    const on = await pushScene();
    const name = await on.pushed();
    await codeOf(on, name);
    const parameters = assertErrorSent(await on.open(name, { redirect_uri: CALLBACK }), {
      error: "invalid_request_uri",
    });
    assert.isFalse(parameters.has("code"));
  });

  rule("RFC9126-4-5", "is refused when it has expired, and not before", async () => {
    const on = await pushScene({ settings: { PUSHED_AUTHORIZATION_REQUEST_SECONDS: "30" } });
    const [early, late] = [await on.pushed(), await on.pushed()];
    on.under.clock.advance(29);
    await codeOf(on, early);
    on.under.clock.advance(1);
    assertErrorSent(await on.open(late, { redirect_uri: CALLBACK }), { error: "invalid_request_uri", says: "expired" });
  });

  for (const [name, uri] of [
    ["that nobody was given", `${NAME}${"x".repeat(43)}`],
    ["without a reference", NAME],
    ["with a reference of another's making", `${NAME}6esc_11ACC5bwc014ltc14eY22c`],
  ] as const) {
    rule("RFC9126-4-5", `is not found by a name ${name}`, async () => {
      const on = await pushScene();
      assertErrorSent(await on.open(uri, { redirect_uri: CALLBACK }), { error: "invalid_request_uri" });
    });
  }

  rule("RFC9126-2.2-5", "is for its client alone, and not used up by others who try", async () => {
    const on = await pushScene();
    const other = await client(on.under.issuer);
    const name = await on.pushed();
    assertErrorSent(await on.ask({ client_id: other.clientId, request_uri: name }), { error: "invalid_request_uri" });
    await codeOf(on, name);
  });

  rule("RFC9126-5-2", "is taken where no other request_uri is", async () => {
    for (const settings of [{ REQUEST_URI: "off" }, { REQUEST_OBJECTS: "false" }]) {
      const on = await pushScene({ settings });
      await codeOf(on, await on.pushed());
    }
  });

  rule("RFC9126-7.4-1", "is held against what the client may do now", async () => {
    const on = await pushScene();
    const name = await on.pushed();
    await on.under.issuer.durable.clients.change(on.app.id, { grantTypes: ["client_credentials"] });
    await on.under.issuer.clients.changed(on.app);
    assertErrorSent(await on.open(name), { error: "unauthorized_client" });
  });

  rule("RFC9126-7.4-1", "goes to no redirect URI that the client has given up since", async () => {
    const on = await pushScene();
    const name = await on.pushed({ redirect_uri: SECOND_CALLBACK });
    await on.under.issuer.durable.clients.change(on.app.id, { redirectUris: [CALLBACK] });
    await on.under.issuer.clients.changed(on.app);
    const reply = await on.open(name);
    assert.notInclude(JSON.stringify(reply), SECOND_CALLBACK);
  });

  it("goes on over the pages of a person, which can be reloaded", async () => {
    const on = await pushScene();
    const page = locationOf(await on.open(await on.pushed({ prompt: "consent" }))).pathname;
    assert.match(page, /^\/interaction\//);
    for (let time = 0; time < 2; time += 1) assert.equal((await on.browser.get(page)).status, 200);
    const sent = locationOf(await on.browser.submit(await on.browser.get(page), { action: "allow" }));
    assert.isTrue(sent.searchParams.has("code"), sent.href);
  });

  it("is not used up by a form that is turned into an address", async () => {
    const on = await pushScene();
    const form = { client_id: on.app.clientId, request_uri: await on.pushed() };
    const turned = locationOf(await on.browser.post("/authorize", { form }));
    const sent = locationOf(await on.browser.get("/authorize", { query: turned.search.slice(1) }));
    assert.isTrue(sent.searchParams.has("code"));
  });

  it("cannot stand beside a request object", async () => {
    const on = await pushScene();
    const beside = { request: await on.make(), redirect_uri: CALLBACK };
    assertErrorSent(await on.open(await on.pushed(), beside), { error: "invalid_request", says: "both" });
  });
});

describe("a request object that is pushed", () => {
  rule(["RFC9126-3-1", "RFC9126-3-2"], "is a whole request, and nothing beside it counts", async () => {
    const on = await pushScene();
    const beside = { ...pushForm(on.app), state: "beside", redirect_uri: "https://evil.test/" };
    const name = await on.pushed({ ...beside, request: await on.make({ state: "inside" }) });
    assert.equal((await sentFor(on, name)).get("state"), "inside");
  });

  rule("RFC9126-3-1", "needs no client_id beside it", async () => {
    const on = await pushScene();
    const reply = await on.under.post("/par", { as: on.app, form: { request: await on.make() } });
    await codeOf(on, textIn(reply, "request_uri"));
  });

  rule("RFC9126-3-2", "may be encrypted", async () => {
    const on = await pushScene();
    await codeOf(on, await on.pushed({ request: await on.encrypt(await on.make()) }));
  });

  rule("RFC9126-3-2", "is refused where its signature does not hold", async () => {
    const on = await pushScene();
    const [header, , signature] = (await on.make()).split(".");
    const [, claims] = (await on.make({ scope: "write" })).split(".");
    assertError(await on.push({ request: `${header}.${claims}.${signature}` }), { error: "invalid_request_object" });
  });

  rule("RFC9126-3-3", "is refused where it names another client than the one that authenticated", async () => {
    const on = await pushScene();
    const other = await client(on.under.issuer);
    const request = await on.make({ client_id: other.clientId });
    assertError(await on.push({ request }), { error: "invalid_request_object", says: "client_id" });
  });

  rule("RFC9126-2.3-2", "is demanded of a client that has to sign", async () => {
    const on = await pushScene({ members: { require_signed_request_object: true } });
    assertError(await on.push(), { error: "invalid_request", says: "signed request object" });
    await codeOf(on, await on.pushed({ request: await on.make() }));
  });

  it("has to hold when it is used as well", async () => {
    const on = await pushScene();
    const name = await on.pushed({ request: await on.make({ exp: on.under.clock.now() + 10 }) });
    on.under.clock.advance(50);
    assertErrorSent(await on.open(name), { error: "invalid_request_object" });
  });
});

describe("requests that have to be pushed", () => {
  const EVERY: GivenSettings = { REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: "true" };
  const MEMBER = { require_pushed_authorization_requests: true };

  for (const [name, options, says] of [
    ["the server says so", { settings: EVERY }, "this server"],
    ["the client registered so", { members: MEMBER }, "application registered"],
  ] as const) {
    rule(["RFC9126-4-4", "RFC9126-6-1"], `are refused where they were not, as ${name}`, async () => {
      const on = await pushScene(options);
      for (const query of [pushForm(on.app), { ...pushForm(on.app), request: await on.make() }])
        assertErrorSent(await on.ask(query), { error: "invalid_request", says });
      await codeOf(on, await on.pushed());
    });
  }

  rule("RFC9126-4-4", "are not to be fetched from elsewhere either", async () => {
    const members = { ...MEMBER, request_uris: ["https://client.test/object"] };
    const on = await pushScene({ members });
    const reply = await on.open("https://client.test/object", { redirect_uri: CALLBACK });
    assertErrorSent(reply, { error: "invalid_request", says: "not pushed" });
  });

  rule("RFC9126-6-1", "are those of the client that registered so, and of no other", async () => {
    const on = await pushScene({ members: { require_pushed_authorization_requests: false } });
    assert.isTrue(locationOf(await on.ask(pushForm(on.app))).searchParams.has("code"));
  });

  rule("RFC9126-6-1", "are registered as a flag, and as nothing else", async () => {
    const on = await registrar();
    assert.deepInclude((await registered(on, MEMBER)).told, MEMBER);
    const reply = await register(on, { ...WEB_APP, require_pushed_authorization_requests: "true" });
    assertError(reply, { error: "invalid_client_metadata", says: "require_pushed_authorization_requests" });
  });

  for (const [settings, required] of [
    [{}, false],
    [EVERY, true],
  ] as const) {
    rule(["RFC9126-2-2", "RFC9126-5-1"], `are ${required ? "" : "not "}told of by the metadata`, async () => {
      const { issuer } = await issuerUnderTest({ settings });
      assert.deepInclude(issuer.metadata, {
        pushed_authorization_request_endpoint: "https://issuer.test/par",
        require_pushed_authorization_requests: required,
      });
    });
  }

  it("are not known of where none are taken", async () => {
    const { issuer } = await issuerUnderTest({ settings: { PUSHED_AUTHORIZATION_REQUESTS: "false" } });
    assert.notProperty(issuer.metadata, "pushed_authorization_request_endpoint");
    assert.isFalse(issuer.endpoints.some(({ path }) => path === "/par"));
  });
});

describe("POST /par over a socket", () => {
  let server: HttpServer;
  before(
    async () => void (server = await httpServer({ settings: { TRUSTED_PROXIES: "1", THROTTLE_TOKEN: "3/minute" } })),
  );
  after(() => server.stop());

  function send(method: string, body?: string): Promise<Response> {
    const headers = { "content-type": "application/x-www-form-urlencoded", "x-forwarded-for": "192.0.2.7" };
    return fetch(`${server.origin}/par`, { method, ...(body === undefined ? {} : { headers, body }) });
  }

  for (const method of ["GET", "PUT", "DELETE"]) {
    rule("RFC9126-2.3-3", `answers 405 to ${method}, and says what it takes`, async () => {
      const { status, headers } = await send(method);
      assert.equal(status, 405);
      assert.include(headers.get("allow") ?? "", "POST");
    });
  }

  rule("RFC9126-2.3-4", "answers 413 to a request over 64 KiB", async () => {
    assert.equal((await send("POST", `client_id=a&state=${"x".repeat(65_536)}`)).status, 413);
  });

  rule("RFC9126-2.3-5", "answers 429 to a network that pushes too often, and says when to come back", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send("POST", "client_id=a")));
    const late = answers.filter(({ status }) => status === 429);
    assert.isNotEmpty(late);
    for (const { headers } of late) assert.equal(headers.get("retry-after"), "60");
  });
});
