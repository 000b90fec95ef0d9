import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { readIdTokenHint } from "../../src/engine/mod.ts";
import { OAuthError } from "../../src/protocol/mod.ts";
import { client } from "../support/cast.ts";
import { exchangeAt } from "../support/exchange.ts";
import { type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { claimsIn, type OpenidFlow, openidFlow, verified } from "../support/openid_flow.ts";
import { assertErrorSent, assertProblemPage, locationOf } from "../support/replies.ts";
import { codeFlow, codeRequest } from "../support/code_flow.ts";

/** The signed response to a request. */
async function responseTo(flow: OpenidFlow, changes: Given = {}): Promise<string> {
  const { searchParams } = locationOf(await flow.ask({ response_mode: "jwt", ...changes }));
  return searchParams.get("response") ?? assert.fail("there is no response");
}

const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

describe("a signed authorization response", () => {
  it("is no bearer token", async () => {
    const flow = await openidFlow();
    assert.equal((await flow.userinfo(await responseTo(flow))).status, 401);
  });

  it("says of no session whose it is: it is no ID token that a logout could be asked with", async () => {
    const flow = await openidFlow();
    const text = await responseTo(flow);
    const { issuer } = flow.under;
    const hint: unknown = await readIdTokenHint(exchangeAt(issuer), text).catch((error: unknown) => error);
    assert.instanceOf(hint, OAuthError);
  });

  it("lets nobody in as a client, though its client is the audience and we are the issuer", async () => {
    const flow = await openidFlow();
    const client_assertion = await responseTo(flow);
    const form = { grant_type: "client_credentials", client_assertion, client_assertion_type: ASSERTION };
    assert.include([400, 401], (await flow.under.post("/token", { form })).status);
  });

  it("cannot be sent back as a request", async () => {
    const flow = await openidFlow();
    const request = await responseTo(flow);
    assertErrorSent(await flow.ask({ request }), { error: "invalid_request_object" });
  });

  rule("JARM-2.1-2", "for one client is for no other", async () => {
    const flow = await openidFlow();
    const other = await client(flow.under.issuer);
    const text = await responseTo(flow);
    const { keys, url: issuer } = flow.under.issuer;
    const refusal: unknown = await keys
      .verify(text, { issuer, audience: other.clientId, mayLast: true })
      .catch((error: unknown) => error);
    assert.match(String(refusal), /audience|aud/);
  });

  for (const state of ["iss", '","iss":"https://evil.test', "x&code=stolen", "\u2028</script>", "a".repeat(4_000)]) {
    rule("JARM-2.1-1", `says what it says, whatever the state is: ${state.slice(0, 24)}`, async () => {
      const flow = await openidFlow();
      const { claims } = await verified(flow, await responseTo(flow, { state, scope: "read" }));
      assert.deepInclude(claims, { state, iss: "https://issuer.test", aud: flow.client.clientId });
      assert.sameMembers(Object.keys(claims), ["code", "state", "iss", "aud", "exp"]);
    });
  }

  rule("JARM-2.1-3", "is good for minutes, each of its own", async () => {
    const flow = await openidFlow();
    const first = claimsIn(await responseTo(flow))["exp"];
    flow.under.clock.advance(60);
    const second = claimsIn(await responseTo(flow))["exp"];
    assert.equal(Number(second) - Number(first), 60);
  });
});

describe("who asks for signed responses", () => {
  for (const redirect_uri of ["https://evil.test/cb", "https://client.test/cb/../evil"]) {
    rule("RFC6749-3.1.2.3-2", `has none sent to ${redirect_uri}, which it did not register`, async () => {
      const flow = await openidFlow();
      assertProblemPage(await flow.ask({ response_mode: "jwt", redirect_uri }), { error: "invalid_request" });
    });
  }

  beyond("JARM-2.2-1", "gets no answer in the clear when its keys are gone between request and answer", async () => {
    const under = await issuerUnderTest();
    const asks = await client(under.issuer);
    const { browser } = await codeFlow(under, { client: asks });
    const first = await browser.get("/authorize", { query: codeRequest(asks, { response_mode: "jwt" }) });
    const page = await browser.follow(first);
    const metadata = { authorization_encrypted_response_alg: "RSA-OAEP" };
    await under.issuer.durable.clients.change(asks.id, { metadata });
    await under.issuer.clients.changed(asks);
    assertProblemPage(await browser.submit(page, { action: "allow" }), { error: "invalid_request" });
  });

  for (const mode of ["JWT", "jwt ", "code.jwt", "query.jwt.jwt"]) {
    it(`writes its mode as it is published, not as '${mode}'`, async () => {
      const flow = await openidFlow();
      assertErrorSent(await flow.ask({ response_mode: mode }), { error: "invalid_request" });
    });
  }
});
