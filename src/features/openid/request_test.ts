import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { Params } from "../../protocol/mod.ts";
import { STANDARD_SCOPE_CLAIMS } from "./claims.ts";
import { permissionsFor, withoutIdleOffline } from "./request.ts";
import { rule } from "../../../conformance/support/rule.ts";
import { client } from "../../../test/support/cast.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { type Given, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertErrorSent, assertProblemPage, bodyOf, locationOf } from "../../../test/support/replies.ts";

/** A person who is signed in, and a client that nobody has to agree to. */
async function scene() {
  const under = await issuerUnderTest();
  const flow = await codeFlow(under, { client: await client(under.issuer, { skipAuthorization: true }) });
  const ask = (changes: Given) =>
    flow.browser.get("/authorize", { query: codeRequest(flow.client, { scope: "openid", ...changes }) });
  return { ...flow, ask };
}

const ID_TOKEN = { response_type: "id_token", nonce: "n-1" };

describe("a request of OpenID Connect", () => {
  for (const [ids, name, changes, part] of [
    ["OIDC-3.1.2.1-1", "for an ID token without the scope openid", { ...ID_TOKEN, scope: "read" }, "hash"],
    [["OIDC-3.1.2.1-2", "OIDC-3.1.2.2-3"], "without a response_type", { response_type: undefined }, "search"],
    [["OIDC-3.1.2.1-3", "OIDC-3.1.2.2-3"], "without a redirect_uri", { redirect_uri: undefined }, "search"],
    ["OIDC-3.2.2.1-2", "for an ID token without a nonce", { response_type: "id_token" }, "hash"],
    ["OIDC-3.1.2.2-1", "that sends a parameter of OAuth twice", { scope: ["openid", "openid"] }, "search"],
    ["OIDC-5.5-1", "whose claims are no JSON", { claims: "{" }, "search"],
    ["OIDC-5.5-1", "whose claims are a list", { claims: "[]" }, "search"],
    ["OIDC-5.5-1", "whose claims for the ID token are a text", { claims: '{"id_token":"name"}' }, "search"],
  ] as const) {
    rule(ids, `is refused ${name}`, async () => {
      const { ask } = await scene();
      assertErrorSent(await ask(changes), { error: "invalid_request", part });
    });
  }

  rule("OIDC-3.1.2.1-2", "is refused without a client_id", async () => {
    const { ask } = await scene();
    assertProblemPage(await ask({ client_id: undefined }), { error: "invalid_request" });
  });

  rule("OIDC-3.1.2.1-3", "is refused with a redirect_uri that differs in one character", async () => {
    const { ask } = await scene();
    assertProblemPage(await ask({ redirect_uri: "https://client.test/cB" }), { error: "invalid_request" });
  });

  rule(["OIDC-3.1.2.1-1", "OIDC-3.1.2.2-2"], "is told from one of OAuth alone by the scope openid", async () => {
    for (const [scope, brings] of [
      ["openid read", true],
      ["read", false],
    ] as const) {
      const { ask, redeem } = await scene();
      const code = locationOf(await ask({ scope })).searchParams.get("code");
      assert.equal("id_token" in bodyOf(await redeem(code ?? "")), brings, scope);
    }
  });
});

describe("permissionsFor()", () => {
  async function asked(claims: string, { scope = ["openid"], allowed }: { scope?: string[]; allowed?: string[] } = {}) {
    const { issuer } = await issuerUnderTest({ settings: { SCOPE_CLAIMS: '{"club":["rank"]}' } });
    const client = clientRecord(allowed === undefined ? {} : { scope: allowed });
    const request = {
      client,
      exchange: exchangeAt(issuer),
      params: Params.of(claims === "" ? [] : [["claims", claims]]),
    };
    return permissionsFor(scope, request, { ...STANDARD_SCOPE_CLAIMS, club: ["rank"], hidden: ["secret"] });
  }

  for (const [what, claims, options, expected] of [
    ["nothing more without claims", "", {}, ["openid"]],
    [
      "a scope for a claim of either place",
      '{"id_token":{"name":null},"userinfo":{"email":null}}',
      {},
      ["openid", "profile", "email"],
    ],
    ["one scope for two claims of it", '{"userinfo":{"email":null,"email_verified":null}}', {}, ["openid", "email"]],
    [
      "nothing more for what the scope brings",
      '{"userinfo":{"name":null}}',
      { scope: ["openid", "profile"] },
      ["openid", "profile"],
    ],
    ["a scope of the installation", '{"userinfo":{"rank":null}}', {}, ["openid", "club"]],
    ["a scope for a claim in a language", '{"userinfo":{"name#fr":null}}', {}, ["openid", "profile"]],
    ["nothing for a claim that no scope stands for", '{"userinfo":{"unknown":null,"sub":null}}', {}, ["openid"]],
    ["nothing that the server has no scope for", '{"userinfo":{"secret":null}}', {}, ["openid"]],
    [
      "nothing that the client may not have",
      '{"userinfo":{"email":null,"name":null}}',
      { allowed: ["openid", "profile"] },
      ["openid", "profile"],
    ],
    ["nothing for who is no client of OpenID Connect", '{"userinfo":{"email":null}}', { scope: ["read"] }, ["read"]],
  ] as const) {
    rule("OIDC-5.4-1", `asks the person for ${what}`, async () => {
      const given = options as { readonly scope?: string[]; readonly allowed?: string[] };
      assert.deepEqual(await asked(claims, given), [...expected]);
    });
  }
});

describe("withoutIdleOffline()", () => {
  const FULL = { scope: "openid offline_access", response_type: "code", prompt: "consent", client_id: "able" };

  async function scopeOf(changes: Readonly<Record<string, string>>): Promise<string | undefined> {
    const { issuer } = await issuerUnderTest();
    await client(issuer, { clientId: "able" });
    await client(issuer, { clientId: "unable", grantTypes: ["authorization_code"] });
    const params = Params.of(Object.entries({ ...FULL, ...changes }));
    return (await withoutIdleOffline(params, exchangeAt(issuer))).get("scope");
  }

  for (const [ids, what, changes, expected] of [
    ["OIDC-11-1", "keeps it where the person is asked and a code comes", {}, "openid offline_access"],
    ["OIDC-11-1", "keeps it where more than that is asked", { prompt: "login consent" }, "openid offline_access"],
    [
      "OIDC-11-2",
      "keeps it where a token comes beside the code",
      { response_type: "code token" },
      "openid offline_access",
    ],
    ["OIDC-11-1", "drops it without a prompt", { prompt: "" }, "openid"],
    ["OIDC-11-1", "drops it with another prompt", { prompt: "login" }, "openid"],
    ["OIDC-11-2", "drops it where no code comes", { response_type: "id_token token" }, "openid"],
    ["OIDC-11-2", "drops it where the client may not refresh", { client_id: "unable" }, "openid"],
    ["OIDC-11-2", "leaves a client that nobody knows to be refused", { client_id: "nobody" }, "openid offline_access"],
    [
      "OIDC-11-1",
      "leaves a request of OAuth alone as it is",
      { scope: "read offline_access", prompt: "" },
      "read offline_access",
    ],
  ] as const) {
    rule(ids, what, async () => assert.equal(await scopeOf(changes), expected));
  }

  it("leaves a scope or a client that comes twice to be refused", async () => {
    const { issuer } = await issuerUnderTest();
    const twice = Params.of([...Object.entries({ ...FULL, prompt: "" }), ["scope", "openid"]]);
    assert.strictEqual(await withoutIdleOffline(twice, exchangeAt(issuer)), twice);
    const clients = Params.of([...Object.entries(FULL), ["client_id", "unable"]]);
    assert.strictEqual(await withoutIdleOffline(clients, exchangeAt(issuer)), clients);
  });
});
