import { assert } from "chai";
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
