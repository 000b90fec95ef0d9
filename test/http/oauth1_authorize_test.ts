import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { seededRandom } from "../../src/platform/mod.ts";
import { mintToken, parseToken } from "../../src/protocol/mod.ts";
import { CALLBACK, client, person } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { registerConsumer } from "../support/oauth1.ts";
import { assertErrorSent, assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { strangeToken } from "../support/records.ts";
import { valueBrowser } from "../support/value_browser.ts";
import { assertProblem, credentialsIn, legs, type Legs, pinOn, verifierIn } from "./oauth1_legs.ts";

const PATH = "/oauth1/authorize";

async function atConsent(callback = CALLBACK) {
  const on = await legs();
  const temporary = await on.temporary(callback);
  return { on, temporary, page: await on.ask(temporary.token) };
}

describe("the address to which a consumer sends a person", () => {
  rule(["RFC5849-2.2-4", "RFC5849-2.2-5"], "has them sign in first", async () => {
    const on = await legs();
    const { token } = await on.temporary();
    const stranger = valueBrowser(on.under);
    assert.include(markupOf(await on.ask(token, stranger)), 'name="password"');
  });

  rule(["RFC5849-2.2-6", "RFC5849-4.8-2"], "tells them who asks, and for what", async () => {
    const { on, page } = await atConsent();
    for (const text of [on.application.name, on.application.clientId, "See your data", "client.test"])
      assert.include(markupOf(page), text);
  });

  for (const [settings, words] of [
    [{}, "As long as you do not revoke it"],
    [{ OAUTH1_TOKEN_EXPIRE_SECONDS: "7200" }, "2 hours"],
  ] as const) {
    rule("RFC5849-2.3-11", `tells them how long it lasts: ${words}`, async () => {
      const on = await legs({ settings });
      const page = markupOf(await on.ask((await on.temporary()).token));
      assert.include(page, words);
      assert.notInclude(page, "10 minutes");
    });
  }

  rule("RFC5849-2.2-2", "says what to do about credentials that nobody knows", async () => {
    const on = await legs();
    for (const token of [
      "of-nobody",
      "__proto__",
      mintToken("tc", { random: seededRandom("nobody") }),
      strangeToken("ac"),
    ]) {
      const page = await on.browser.get(PATH, { query: { oauth_token: token } });
      assertProblemPage(page, { error: "token_rejected", says: "start again" });
      assert.notInclude(markupOf(page), token);
    }
  });

  for (const query of [{}, { oauth_token: "" }, { oauth_token: ["a", "b"] }]) {
    rule("RFC5849-2.2-2", `refuses ${JSON.stringify(query)}`, async () => {
      assertProblemPage(await (await legs()).browser.get(PATH, { query }), { error: "invalid_request" });
    });
  }

  for (const [name, error, end] of [
    ["have expired", "token_rejected", async (on: Legs) => on.under.clock.advance(600)],
    ["were refused", "token_used", (on: Legs, token: string) => on.deny(token)],
    ["were approved", "token_used", (on: Legs, token: string) => on.allow(token)],
  ] as const) {
    rule(["RFC5849-2.2-2", "RFC5849-2-2"], `goes no further with credentials that ${name}`, async () => {
      const on = await legs();
      const { token } = await on.temporary();
      await end(on, token);
      for (const path of [PATH, "/authorize"]) {
        const page = await on.browser.get(path, { query: { oauth_token: token } });
        assertProblemPage(page, { error, says: "start again" });
      }
    });
  }

  it("goes no further for a consumer that is gone", async () => {
    const on = await legs();
    const { token } = await on.temporary();
    await on.under.issuer.durable.clients.remove(on.application.id);
    await on.under.issuer.clients.changed(on.application);
    assertProblemPage(await on.ask(token), { error: "token_rejected" });
  });
});

describe("a person who approves temporary credentials", () => {
  rule(["RFC5849-2.2-8", "RFC5849-2.2-10"], "goes to the callback, which gets two parameters and no more", async () => {
    const { on, temporary } = await atConsent();
    const { href, searchParams } = locationOf(await on.allow(temporary.token));
    const verifier = searchParams.get("oauth_verifier");
    assert.equal(href, `${CALLBACK}?oauth_token=${temporary.token}&oauth_verifier=${verifier}`);
    assert.match(verifier ?? "", /^\w{32}$/);
  });

  for (const response_types of [[], ["code"]]) {
    rule("RFC5849-2.2-8", `does so for a consumer that registered ${JSON.stringify(response_types)}`, async () => {
      const on = await legs({ client: { metadata: { response_types } } });
      assert.isNotEmpty(await on.verifier((await on.temporary()).token));
    });
  }

  rule("RFC5849-2.2-11", "finds the query of the callback as it was", async () => {
    const callback = "https://client.test/cb?a=b&oauth=%20c";
    const on = await legs({ client: { redirectUris: [CALLBACK, callback] } });
    const { token } = await on.temporary(callback);
    const reply = await on.allow(token);
    assert(reply.kind === "redirect");
    assert.isTrue(reply.location.startsWith(`${callback}&oauth_token=${token}&oauth_verifier=`), reply.location);
  });

  rule(["RFC5849-2.2-12", "RFC5849-2.2-13"], "reads a PIN where there is no callback", async () => {
    const { on, temporary } = await atConsent("oob");
    const page = await on.allow(temporary.token);
    assert.match(pinOn(page), /^\d{8}$/);
    assert.include(markupOf(page), on.application.name);
    assert.include(markupOf(page), "Give it to nobody");
    assert.notInclude(markupOf(page), temporary.token);
    assert.equal(page.headers["Cache-Control"], "no-store");
  });

  rule("RFC5849-4.8-1", "may allow less than is asked", async () => {
    const { on, temporary, page } = await atConsent();
    const verifier = verifierIn(await on.browser.submit(page, { action: "allow", scope: "read" }));
    const { token } = credentialsIn(await on.redeem(temporary, verifier));
    const family = await on.under.issuer.durable.families.find(parseToken(token)?.tag ?? "");
    assert.deepEqual(family?.scope, ["read"]);
  });

  it("sees the same again who presses the button twice", async () => {
    for (const callback of [CALLBACK, "oob"]) {
      const { on, page } = await atConsent(callback);
      const [first, second] = [
        await on.browser.submit(page, { action: "allow" }),
        await on.browser.submit(page, { action: "allow" }),
      ];
      assert.equal(verifierIn(second), verifierIn(first));
    }
  });

  rule("RFC5849-4.15-1", "is not asked again where they had it remembered, but always for a PIN", async () => {
    const on = await legs();
    await on.allow((await on.temporary()).token);
    assert.notEqual(verifierIn(await on.ask((await on.temporary()).token)), "");
    await on.allow((await on.temporary("oob")).token);
    assert.include(markupOf(await on.ask((await on.temporary("oob")).token)), 'value="allow"');
  });

  it("is not asked about a consumer that may skip it, but always where they carry the PIN", async () => {
    const on = await legs({ client: { skipAuthorization: true } });
    assert.notEqual(verifierIn(await on.ask((await on.temporary()).token)), "");
    assert.include(markupOf(await on.ask((await on.temporary("oob")).token)), 'value="allow"');
  });

  rule("RFC5849-4.13-1", "has to do so by the form of our page", async () => {
    const { on, temporary } = await atConsent();
    const reply = await on.browser.submit(await on.ask(temporary.token), { action: "allow", csrf: "forged" });
    assert.equal(reply.status, 403);
    assertProblem(await on.redeem(temporary, "x"), { problem: "permission_unknown" });
  });
});

describe("a person who refuses temporary credentials", () => {
  rule(["OAUTHPROBLEM-2-15", "RFC5849-2.2-8"], "sends the callback away with nothing", async () => {
    const { on, temporary } = await atConsent();
    const { href } = locationOf(await on.deny(temporary.token));
    assert.equal(href, `${CALLBACK}?oauth_problem=user_refused&oauth_token=${temporary.token}`);
    assert.include(on.under.events, "consent.denied");
  });

  it("is told so where there is no callback", async () => {
    const { on, temporary } = await atConsent("oob");
    const page = await on.deny(temporary.token);
    assert.include(markupOf(page), "You did not allow it");
    assert.notInclude(markupOf(page), "<output");
  });

  rule("RFC5849-2.3-5", "refuses for good, whatever another window says afterwards", async () => {
    const { on, temporary, page } = await atConsent();
    await on.deny(temporary.token);
    const late = await on.browser.submit(page, { action: "allow" });
    assert.equal(late.status, 409);
    assertProblem(await on.redeem(temporary, "x"), { problem: "permission_denied" });
  });
});

describe("two who answer the same temporary credentials", () => {
  async function two() {
    const on = await legs();
    const temporary = await on.temporary();
    const other = valueBrowser(on.under);
    await other.signIn(await person(on.under.issuer));
    return { on, temporary, other };
  }

  for (const [first, second] of [
    ["allow", "allow"],
    ["allow", "deny"],
    ["deny", "allow"],
  ] as const) {
    rule("RFC5849-2-1", `hear that one was first: ${first}, then ${second}`, async () => {
      const { on, temporary, other } = await two();
      const [page, late] = [await on.ask(temporary.token), await on.ask(temporary.token, other)];
      await on.browser.submit(page, { action: first });
      const reply = await other.submit(late, { action: second });
      assertProblemPage(reply, { error: "token_used", status: 409 });
      const known = await on.redeem(temporary, "x");
      assertProblem(
        known,
        first === "allow" ? { problem: "parameter_rejected", status: 400 } : { problem: "permission_denied" },
      );
    });
  }

  rule("RFC5849-2-1", "get one verifier between them, whoever is faster", async () => {
    const { on, temporary, other } = await two();
    const [page, late] = [await on.ask(temporary.token), await on.ask(temporary.token, other)];
    const replies = await Promise.all([
      on.browser.submit(page, { action: "allow" }),
      other.submit(late, { action: "allow" }),
    ]);
    assert.sameMembers(
      replies.map(({ status }) => status),
      [303, 409],
    );
  });

  rule("RFC5849-4.13-1", "cannot give the verifier to another browser than that of who approved", async () => {
    const { on, temporary, other } = await two();
    const page = await on.ask(temporary.token);
    const verifier = verifierIn(await on.allow(temporary.token));
    const stolen = await other.submit(page, { action: "allow" });
    assert.equal(stolen.status, 403);
    assert.notInclude(JSON.stringify(stolen), verifier);
  });
});

describe("what looks like the request of a consumer", () => {
  /** What the spine would be asked for temporary credentials. */
  function inner(on: Legs, token: string, said: Given = {}): Given {
    return {
      client_id: on.application.clientId,
      redirect_uri: CALLBACK,
      response_type: "oauth1",
      response_mode: "oauth1",
      scope: "read",
      state: token,
      ...said,
    };
  }

  for (const [name, said] of [
    ["for more than was asked", { scope: "read write introspection" }],
    ["for less", { scope: "" }],
    ["on a page", { response_mode: "oauth1_page" }],
    ["in the query", { response_mode: "query" }],
    ["in a form", { response_mode: "form_post" }],
    ["without temporary credentials", { state: undefined }],
    ["for credentials of nobody", { state: "unknown" }],
    ["with another parameter", { nonce: "x" }],
  ] as const) {
    beyond("RFC5849-2.2-2", `is refused to whoever makes it up ${name}`, async () => {
      const on = await legs();
      const { token } = await on.temporary(CALLBACK, { params: { scope: "read" } });
      const page = await on.browser.get("/authorize", { query: inner(on, token, said) });
      assertProblemPage(page, { error: "invalid_request", status: 403, says: "no consumer asked" });
    });
  }

  beyond("RFC5849-2.2-2", "is refused to another client than the consumer", async () => {
    const on = await legs();
    const { token } = await on.temporary(CALLBACK, { params: { scope: "read" } });
    const other = await registerConsumer(on.under.issuer);
    const query = inner(on, token, { client_id: other.clientId });
    assertProblemPage(await on.browser.get("/authorize", { query }), { error: "invalid_request", status: 403 });
  });

  it("is refused to clients of OAuth 2.0, which get no code on a page of ours", async () => {
    const on = await legs();
    const app = await client(on.under.issuer, { skipAuthorization: true });
    for (const response_mode of ["oauth1", "oauth1_page"]) {
      const page = await on.browser.get("/authorize", { query: codeRequest(app, { response_mode }) });
      assertProblemPage(page, { error: "invalid_request", status: 403 });
    }
    const sent = await on.browser.get("/authorize", { query: codeRequest(app, { response_type: "oauth1" }) });
    assertErrorSent(sent, { error: "unauthorized_client" });
  });

  rule("RFC5849-2.2-3", "cannot widen what was asked for by parameters beside it", async () => {
    const on = await legs();
    const { token } = await on.temporary(CALLBACK, { params: { scope: "read" } });
    const query = {
      oauth_token: token,
      scope: "write",
      redirect_uri: "https://elsewhere.test",
      state: "x",
      prompt: "none",
    };
    const page = await on.browser.follow(await on.browser.get("/authorize", { query }));
    assert.include(markupOf(page), 'name="scope" value="read"');
    assert.notInclude(markupOf(page), 'name="scope" value="write"');
  });
});

describe("what became of the consumer while a person was thinking", () => {
  it("is told at the callback where it may not use OAuth 1.0a any more", async () => {
    const { on, temporary, page } = await atConsent();
    await on.under.issuer.durable.clients.change(on.application.id, { grantTypes: ["client_credentials"] });
    await on.under.issuer.clients.changed(on.application);
    const { href } = locationOf(await on.browser.submit(page, { action: "allow" }));
    assert.equal(href, `${CALLBACK}?oauth_problem=consumer_key_refused&oauth_token=${temporary.token}`);
  });

  rule("RFC5849-2-2", "does not matter once the credentials have expired", async () => {
    const { on, page } = await atConsent();
    on.under.clock.advance(600);
    const late = await on.browser.submit(page, { action: "allow" });
    assertProblemPage(late, { error: "invalid_request", status: 403, says: "took too long" });
  });
});
