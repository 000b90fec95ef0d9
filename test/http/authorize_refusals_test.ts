import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, locationOf } from "../support/replies.ts";
import { parametersOf } from "./authorization.ts";
import { scene, type Scene } from "./tokens.ts";

/** The scene's proper request, changed. */
function request(on: Scene, changes: Given = {}): Promise<Reply> {
  return on.get("/authorize", { query: codeRequest(on.app, changes) });
}

const WHO = ["RFC6749-4.1.2.1-1", "RFC6749-4.2.2.1-1"];
const WHERE = ["RFC6749-3.1.2.4-1", "RFC6749-3.1.2.3-2", "RFC6749-10.6-4", "RFC9700-2.1-1", "RFC9700-4.1.3-1"];

describe("a request at /authorize whose answer has no address", () => {
  for (const [ids, name, changes, says] of [
    [WHO, "no client_id", { client_id: undefined }, "client_id"],
    [WHO, "an empty client_id", { client_id: "" }, "client_id"],
    [WHO, "a repeated client_id", { client_id: ["a", "b"] }, "repeated"],
    [WHO, "an unknown client_id", { client_id: "nobody" }, "not registered"],
    [WHO, "__proto__ for a client_id", { client_id: "__proto__" }, "not registered"],
    [WHO, "constructor for a client_id", { client_id: "constructor" }, "not registered"],
    [WHERE, "another redirect_uri", { redirect_uri: "https://evil.test/cb" }, "redirect_uri"],
    [WHERE, "a redirect_uri one letter longer", { redirect_uri: `${CALLBACK}x` }, "redirect_uri"],
    [WHERE, "a redirect_uri in capitals", { redirect_uri: CALLBACK.toUpperCase() }, "redirect_uri"],
    [WHERE, "a redirect_uri with a query of its own", { redirect_uri: `${CALLBACK}?a=b` }, "redirect_uri"],
    [WHERE, "a redirect_uri with a fragment", { redirect_uri: `${CALLBACK}#a` }, "redirect_uri"],
    [WHERE, "a redirect_uri that goes up", { redirect_uri: `${CALLBACK}/../cb` }, "redirect_uri"],
    [WHERE, "a redirect_uri with user information", { redirect_uri: "https://a@client.test/cb" }, "redirect_uri"],
    [WHERE, "a redirect_uri with a port", { redirect_uri: "https://client.test:444/cb" }, "redirect_uri"],
    [WHERE, "a redirect_uri without TLS", { redirect_uri: "http://client.test/cb" }, "redirect_uri"],
    [WHERE, "a script for a redirect_uri", { redirect_uri: "javascript:alert(1)" }, "redirect_uri"],
    [WHERE, "a repeated redirect_uri", { redirect_uri: [CALLBACK, "https://evil.test"] }, "repeated"],
  ] as const) {
    rule(ids, `shows a page and goes nowhere: ${name}`, async () => {
      const on = await scene();
      for (const response_type of ["code", "token"]) {
        assertProblemPage(await request(on, { ...changes, response_type }), { error: "invalid_request", says });
      }
    });
  }

  rule(["RFC6749-3.1.2.4-2", "RFC6749-4.1.2.1-5", "RFC6749-4.2.2.1-2"], "tells the person what is wrong", async () => {
    const on = await scene();
    for (const type of ["code", "token"]) {
      const reply = await request(on, { response_type: type, redirect_uri: "https://evil.test" });
      assertProblemPage(reply, { error: "invalid_request", says: "not one that the application registered." });
    }
  });

  rule(["RFC6749-4.1.1-2", "RFC6749-4.2.1-2"], "is refused without a client_id, whatever else it has", async () => {
    const on = await scene();
    for (const type of ["code", "token"]) {
      const reply = await request(on, { response_type: type, client_id: undefined });
      assertProblemPage(reply, { error: "invalid_request" });
    }
  });

  it("is refused without a redirect_uri where a client registered two", async () => {
    const on = await scene({ client: { redirectUris: [CALLBACK, `${CALLBACK}2`] } });
    assertProblemPage(await request(on, { redirect_uri: undefined }), {
      error: "invalid_request",
      says: "exactly one",
    });
  });

  for (const query of [
    "client_id=%zz",
    "client_id=%00",
    "client_id=%ff",
    "a=%",
    "client_id=a%0d%0ab",
    "client_id=a\tb",
  ]) {
    rule("RFC6749-10.14-1", `is refused when it cannot be read: ${JSON.stringify(query)}`, async () => {
      const on = await scene();
      assertProblemPage(await on.get("/authorize", { query }), { error: "invalid_request" });
    });
  }
});

describe("a request at /authorize whose answer has an address", () => {
  for (const [ids, name, changes, error] of [
    ["RFC6749-3.1.1-2", "no response_type", { response_type: undefined }, "invalid_request"],
    ["RFC6749-3.1.1-1", "an unknown response_type", { response_type: "magic" }, "unsupported_response_type"],
    ["RFC6749-4.1.1-1", "a response_type in capitals", { response_type: "CODE" }, "unsupported_response_type"],
    ["RFC6749-3.1.1-1", "__proto__ for a response_type", { response_type: "__proto__" }, "unsupported_response_type"],
    ["RFC6749-3.1.1-1", "a response_type twice over", { response_type: "code code" }, "unsupported_response_type"],
    ["RFC6749-3.1-4", "a repeated response_type", { response_type: ["code", "code"] }, "invalid_request"],
    ["RFC6749-3.1-4", "a repeated scope", { scope: ["read", "write"] }, "invalid_request"],
    ["RFC6749-4.1.2.1-2", "an unknown scope", { scope: "admin" }, "invalid_scope"],
    ["RFC6749-4.1.2.1-2", "an unknown response_mode", { response_mode: "magic" }, "invalid_request"],
    ["RFC6749-4.1.2.1-2", "constructor for a response_mode", { response_mode: "constructor" }, "invalid_request"],
    ["RFC6749-4.1.2.1-2", "a strange approval_prompt", { approval_prompt: "maybe" }, "invalid_request"],
    [
      "RFC7636-4.4.1-1",
      "no code_challenge",
      { code_challenge: undefined, code_challenge_method: undefined },
      "invalid_request",
    ],
    [
      "RFC7636-4.3-2",
      "a challenge without a method, which means plain",
      { code_challenge_method: undefined },
      "invalid_request",
    ],
    ["RFC7636-7.2-1", "the method plain", { code_challenge_method: "plain" }, "invalid_request"],
    ["RFC7636-4.4.1-2", "an unknown method", { code_challenge_method: "S512" }, "invalid_request"],
    ["RFC7636-4.4.1-2", "a method without a challenge", { code_challenge: undefined }, "invalid_request"],
    ["RFC7636-4.4.1-1", "a short challenge", { code_challenge: "short" }, "invalid_request"],
    ["RFC6749-4.1.2.1-2", "prompt=none with nobody signed in", { prompt: "none" }, "login_required"],
  ] as const) {
    rule([ids, "RFC6749-4.1.2.1-4", "RFC9207-2-2"], `gets its error and its state back: ${name}`, async () => {
      const reply = await request(await scene(), changes);
      const parameters = assertErrorSent(reply, { error });
      assert.isTrue(locationOf(reply).href.startsWith(`${CALLBACK}?error=`));
      assert.equal(parameters.get("state"), "a state");
      assert.equal(parameters.get("iss"), "https://issuer.test");
    });
  }

  rule("RFC6749-4.1.2.1-2", "is told when the client may not use the response type", async () => {
    const on = await scene({ client: { grantTypes: ["client_credentials", "authorization_code"] } });
    assertErrorSent(await request(on, { response_type: "token" }), { error: "unauthorized_client", part: "hash" });
  });

  rule(
    ["RFC6749-4.2.2.1-3", "RFC6749-4.2.2.1-5"],
    "hears of errors in the fragment when it asked for a token",
    async () => {
      const on = await scene();
      const reply = await request(on, { response_type: "token", scope: "admin" });
      assertErrorSent(reply, { error: "invalid_scope", part: "hash" });
      assert.equal(parametersOf(reply, "hash")["state"], "a state");
      assert.equal(locationOf(reply).search, "");
    },
  );

  rule("RFC6749-4.2.2-1", "gets no token in a query", async () => {
    const on = await scene();
    const reply = await request(on, { response_type: "token", response_mode: "query" });
    assertErrorSent(reply, { error: "invalid_request", part: "hash" });
  });

  it("hears of errors in the mode that it asked for", async () => {
    const on = await scene();
    const inFragment = await request(on, { response_mode: "fragment", scope: "admin" });
    assertErrorSent(inFragment, { error: "invalid_scope", part: "hash" });
    const posted = await request(on, { response_mode: "form_post", scope: "admin" });
    assert.equal(posted.kind, "html");
    assert.include(posted.kind === "html" ? posted.markup : "", 'name="error" value="invalid_scope"');
  });

  it("gets no state back that it did not send, or sent twice", async () => {
    const on = await scene();
    for (const state of [undefined, "", ["a", "b"]]) {
      assert.notProperty(parametersOf(await request(on, { state, scope: "admin" })), "state");
    }
    assertErrorSent(await request(on, { state: ["a", "b"] }), { error: "invalid_request", says: "repeated" });
  });

  rule(
    ["RFC6749-4.1.2.1-3", "RFC6749-4.1.2.1-6", "RFC7636-4.4.1-3"],
    "is told in letters that may stand there, whatever it sent",
    async () => {
      const on = await scene();
      for (const scope of ['"\\', "ä", "a".repeat(500)]) {
        const { error, error_description: says } = parametersOf(await request(on, { scope })) as Record<string, string>;
        assert.match(error!, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
        assert.match(says!, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
      }
    },
  );

  beyond("RFC6749-3.1.2-3", "keeps the query of its redirect URI beside the error", async () => {
    const on = await scene({ client: { redirectUris: [`${CALLBACK}?app=1`] } });
    const reply = await request(on, { redirect_uri: `${CALLBACK}?app=1`, scope: "admin" });
    assert.include(locationOf(reply).href, `${CALLBACK}?app=1&error=invalid_scope`);
  });

  it("is counted as a refusal of the client", async () => {
    const on = await scene();
    await request(on, { scope: "admin" });
    assert.include(on.events, "client.refused");
  });
});

describe("a request at /authorize by POST", () => {
  it("goes on as a GET, so that the session is seen", async () => {
    const on = await scene();
    const reply = await on.post("/authorize", { form: codeRequest(on.app) });
    assert.equal(reply.status, 303);
    const { pathname, searchParams } = locationOf(reply);
    assert.equal(pathname, "/authorize");
    assert.deepEqual(Object.fromEntries(searchParams), { ...codeRequest(on.app) });
  });

  it("goes nowhere else, whatever its parameters say", async () => {
    const on = await scene();
    const reply = await on.post("/authorize", { form: { redirect_uri: "https://evil.test", next: "//evil.test" } });
    assert.equal(locationOf(reply).origin, "https://here.test");
  });
});

describe("two clients at /authorize", () => {
  it("cannot have each other's redirect URIs", async () => {
    const on = await scene();
    const other = await client(on.issuer, { redirectUris: ["https://other.test/cb"] });
    const reply = await request(on, { client_id: other.clientId });
    assertProblemPage(reply, { error: "invalid_request", says: "redirect_uri" });
  });
});
