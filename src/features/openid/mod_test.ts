import { assert } from "chai";
import { codeFlow, type CodeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { client as registered, person } from "../../../test/support/cast.ts";
import { type IssuerUnderTest, issuerUnderTest, START } from "../../../test/support/issuer_under_test.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { bodyOf, locationOf } from "../../../test/support/replies.ts";
import { endSession } from "../../engine/mod.ts";
import { halfHash, peekJwt } from "../../protocol/mod.ts";

type Changes = Readonly<Record<string, string>>;
type Members = Readonly<Record<string, unknown>>;

async function redeemed(flow: CodeFlow, changes: Changes = {}): Promise<Members> {
  return bodyOf(await flow.redeem(await flow.code({ scope: "openid", nonce: "n-1", ...changes })));
}

function idTokenIn(body: Members): Members {
  return peekJwt(String(body["id_token"])).claims;
}

async function userinfo({ under }: CodeFlow, body: Members): Promise<Members> {
  return bodyOf(await under.get("/userinfo", { bearer: String(body["access_token"]) }));
}

async function flowOf(claims: Members = {}): Promise<CodeFlow> {
  const under = await issuerUnderTest();
  const account = await person(under.issuer);
  await under.issuer.durable.accounts.change(account.id, {
    claims,
    firstName: "Alice",
    lastName: "Liddell",
    email: "alice@client.test",
  });
  return codeFlow(under, { account });
}

/** The answer in the fragment, to a client that may have tokens there. */
async function frontChannel(under: IssuerUnderTest, changes: Changes): Promise<URLSearchParams> {
  const client = await registered(under.issuer, {
    grantTypes: ["authorization_code", "implicit"],
    skipAuthorization: true,
  });
  const flow = await codeFlow(under, { client });
  const query = codeRequest(client, { scope: "openid profile", nonce: "n-1", ...changes });
  return new URLSearchParams(locationOf(await flow.browser.get("/authorize", { query })).hash.slice(1));
}

describe("openid()", () => {
  it("answers a code with an ID token that the published keys verify", async () => {
    const flow = await flowOf();
    const body = await redeemed(flow);
    const { issuer } = flow.under;
    const { claims, header } = await issuer.keys.verify(String(body["id_token"]), {
      issuer: issuer.url,
      audience: flow.client.clientId,
    });
    assert.equal(header.alg, "RS256");
    const { sid, ...rest } = claims;
    assert.match(String(sid), /^[\w-]{22}$/);
    assert.deepEqual(rest, {
      iss: "https://issuer.test",
      sub: flow.account.sub,
      aud: flow.client.clientId,
      exp: START + 3_600,
      iat: START,
      auth_time: START,
      nonce: "n-1",
      amr: ["pwd"],
      at_hash: halfHash("RS256", String(body["access_token"])),
    });
  });

  it("gives no ID token to a request without the scope", async () => {
    assert.notProperty(await redeemed(await flowOf(), { scope: "read" }), "id_token");
  });

  it("says again who signed in and when, without the nonce, when tokens are refreshed", async () => {
    const flow = await flowOf();
    const first = await redeemed(flow);
    flow.under.clock.advance(60);
    const form = { grant_type: "refresh_token", refresh_token: String(first["refresh_token"]) };
    const again = idTokenIn(bodyOf(await flow.under.post("/token", { as: flow.client, form })));
    const { sub, auth_time, sid } = idTokenIn(first);
    assert.deepInclude(again, { sub, auth_time, sid, iat: START + 60 });
    assert.notProperty(again, "nonce");
  });

  for (const [response_type, given] of [
    ["id_token", ["s_hash"]],
    ["id_token token", ["at_hash", "s_hash"]],
    ["code id_token", ["c_hash", "s_hash"]],
    ["code id_token token", ["at_hash", "c_hash", "s_hash"]],
  ] as const) {
    it(`answers ${response_type} in the fragment, and vouches for what comes with it`, async () => {
      const answer = await frontChannel(await issuerUnderTest(), { response_type });
      const claims = idTokenIn({ id_token: answer.get("id_token") });
      const of = { at_hash: "access_token", c_hash: "code", s_hash: "state" };
      for (const [hash, name] of Object.entries(of)) {
        const expected = given.some((one) => one === hash) ? halfHash("RS256", answer.get(name) ?? "") : undefined;
        assert.equal(claims[hash], expected, hash);
      }
      assert.equal(claims["nonce"], "n-1");
      // Without an access token there is no UserInfo to ask. @see OpenID Connect Core 5.4
      assert.equal(Object.hasOwn(claims, "preferred_username"), response_type === "id_token");
    });
  }

  for (const [name, changes, description] of [
    ["without a nonce", { response_type: "id_token", nonce: "" }, "nonce"],
    ["without the scope openid", { response_type: "id_token", scope: "profile" }, "'openid'"],
    ["with claims that are not JSON", { response_type: "id_token", claims: "{" }, "claims"],
    ["with claims of another form", { response_type: "id_token", claims: '{"userinfo":[]}' }, "userinfo"],
  ] as const) {
    it(`refuses a request ${name}`, async () => {
      const answer = await frontChannel(await issuerUnderTest(), changes);
      assert.equal(answer.get("error"), "invalid_request");
      assert.include(answer.get("error_description") ?? "", description);
      assert.isFalse(answer.has("id_token"));
    });
  }

  it("answers none with nothing but the state", async () => {
    const flow = await flowOf();
    const query = codeRequest(flow.client, { response_type: "none", scope: "openid" });
    const page = await flow.browser.follow(await flow.browser.get("/authorize", { query }));
    const { searchParams } = locationOf(await flow.browser.submit(page, { action: "allow" }));
    assert.equal(searchParams.get("state"), "a state");
    assert.isFalse(["code", "access_token", "id_token"].some((name) => searchParams.has(name)));
  });

  it("gives the claims of the scopes that were allowed, from what is known of the person", async () => {
    const flow = await flowOf({ nickname: "Al", email_verified: true, address: { country: "GB" }, secret: "x" });
    const body = await redeemed(flow, { scope: "openid profile email" });
    const { username, sub, updatedAt } = flow.account;
    assert.deepEqual(await userinfo(flow, body), {
      sub,
      name: "Alice Liddell",
      given_name: "Alice",
      family_name: "Liddell",
      nickname: "Al",
      preferred_username: username,
      updated_at: updatedAt,
      email: "alice@client.test",
      email_verified: true,
    });
  });

  it("gives what is asked for by name where a scope that was allowed stands for it, and nothing else", async () => {
    const flow = await flowOf({ nickname: "Al", phone_number: "+44 1" });
    const wished = { nickname: null, phone_number: { essential: true }, iss: null };
    const claims = JSON.stringify({ id_token: wished, userinfo: wished });
    const query = codeRequest(flow.client, { scope: "openid profile", claims });
    const page = await flow.browser.follow(await flow.browser.get("/authorize", { query }));
    const sent = locationOf(await flow.browser.submit(page, { action: "allow", scope: ["openid", "profile"] }));
    const body = bodyOf(await flow.redeem(sent.searchParams.get("code") ?? ""));
    assert.equal(idTokenIn(body)["nickname"], "Al");
    assert.notProperty(idTokenIn(body), "phone_number");
    assert.equal(idTokenIn(body)["iss"], "https://issuer.test");
    assert.notProperty(await userinfo(flow, body), "phone_number");
  });

  it("leaves offline_access out of a request that does not ask the person", async () => {
    const flow = await flowOf();
    assert.equal((await redeemed(flow, { scope: "openid offline_access" }))["scope"], "openid");
    const asked = await redeemed(flow, { scope: "openid offline_access", prompt: "consent" });
    assert.equal(asked["scope"], "openid offline_access");
  });

  it("gives a sector its own name of a person, the same in the ID token and in UserInfo", async () => {
    const under = await issuerUnderTest();
    const client = await registered(under.issuer);
    await under.issuer.durable.clients.change(client.id, { metadata: { subject_type: "pairwise" } });
    await under.issuer.clients.changed(client);
    const flow = await codeFlow(under, { client });
    const body = await redeemed(flow);
    const { sub } = idTokenIn(body);
    assert.notEqual(sub, flow.account.sub);
    assert.deepEqual(await userinfo(flow, body), { sub });
  });

  it("refuses a code whose session has ended before it was redeemed", async () => {
    const flow = await flowOf();
    const code = await flow.code({ scope: "openid" });
    const [session] = await flow.under.issuer.sessions.list(flow.account.id);
    assert(session !== undefined);
    await endSession(exchangeAt(flow.under.issuer), session);
    assert.deepInclude(bodyOf(await flow.redeem(code)), { error: "invalid_grant" });
  });
});

describe("the UserInfo endpoint", () => {
  it("takes the token from a form as well, and not twice", async () => {
    const flow = await flowOf();
    const { access_token: token } = await redeemed(flow);
    const form = { access_token: String(token) };
    assert.equal((await flow.under.post("/userinfo", { form })).status, 200);
    const twice = await flow.under.post("/userinfo", { form, bearer: String(token) });
    assert.deepEqual([twice.status, bodyOf(twice)["error"]], [400, "invalid_request"]);
  });

  it("refuses no token, a strange one, and one without the scope", async () => {
    const flow = await flowOf();
    const none = await flow.under.get("/userinfo");
    assert.equal(none.status, 401);
    assert.notInclude(none.headers["WWW-Authenticate"] ?? "", "error=");
    assert.equal((await flow.under.get("/userinfo", { bearer: "strange" })).status, 401);
    const { access_token: token } = await redeemed(flow, { scope: "read" });
    const narrow = await flow.under.get("/userinfo", { bearer: String(token) });
    assert.equal(narrow.status, 403);
    assert.include(narrow.headers["WWW-Authenticate"] ?? "", 'scope="openid"');
  });

  it("says nothing of a person who was deactivated", async () => {
    const flow = await flowOf();
    const { access_token: bearer } = await redeemed(flow);
    await flow.under.issuer.durable.accounts.change(flow.account.id, { isActive: false });
    assert.equal((await flow.under.get("/userinfo", { bearer: String(bearer) })).status, 401);
  });
});
