import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { CALLBACK, client } from "../../../test/support/cast.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { type Given, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertErrorSent, locationOf } from "../../../test/support/replies.ts";

/** A person who is signed in, and a client that nobody has to agree to. */
async function scene() {
  const under = await issuerUnderTest();
  const flow = await codeFlow(under, { client: await client(under.issuer, { skipAuthorization: true }) });
  const ask = (changes: Given) =>
    flow.browser.get("/authorize", { query: codeRequest(flow.client, { scope: "openid", nonce: "n-1", ...changes }) });
  return { ...flow, ask };
}

const COMBINATIONS = [
  [["MULTIRESPONSE-5-1", "MULTIRESPONSE-5-5"], "code token", ["code", "access_token"]],
  [["MULTIRESPONSE-5-2", "MULTIRESPONSE-5-5"], "code id_token", ["code", "id_token"]],
  [["MULTIRESPONSE-5-3", "MULTIRESPONSE-5-5"], "id_token token", ["access_token", "id_token"]],
  [["MULTIRESPONSE-5-4", "MULTIRESPONSE-5-5"], "code id_token token", ["code", "access_token", "id_token"]],
] as const;

const ISSUED = ["code", "access_token", "id_token"];

/** What an answer brings of code and tokens, in the fragment. */
function issuedIn(given: URLSearchParams): readonly string[] {
  return ISSUED.filter((name) => given.has(name));
}

describe("the answer to several words of a response type", () => {
  for (const [ids, responseType, issued] of COMBINATIONS) {
    rule(ids, `is what ${responseType} names, in the fragment`, async () => {
      const { ask } = await scene();
      const { hash, search } = locationOf(await ask({ response_type: responseType }));
      assert.deepEqual(issuedIn(new URLSearchParams(hash.slice(1))), [...issued]);
      assert.equal(search, "");
    });

    rule("MULTIRESPONSE-5-5", `is never in the query (${responseType})`, async () => {
      const { ask } = await scene();
      const reply = await ask({ response_type: responseType, response_mode: "query" });
      const told = assertErrorSent(reply, { error: "invalid_request", part: "hash" });
      assert.deepEqual([issuedIn(told), locationOf(reply).search], [[], ""]);
    });

    rule("MULTIRESPONSE-5-6", `is in the fragment for an error as well (${responseType})`, async () => {
      const { ask } = await scene();
      const reply = await ask({ response_type: responseType, scope: "openid admin" });
      assertErrorSent(reply, { error: "invalid_scope", part: "hash" });
      assert.equal(locationOf(reply).search, "");
    });
  }

  rule("MULTIRESPONSE-2.2-1", "is the same in whichever order they come", async () => {
    for (const responseType of ["token id_token code", "id_token code token", "code token id_token"]) {
      const { ask } = await scene();
      const { hash } = locationOf(await ask({ response_type: responseType }));
      assert.deepEqual(issuedIn(new URLSearchParams(hash.slice(1))), ISSUED, responseType);
    }
  });
});

describe("the answer to response_type=id_token", () => {
  rule(["MULTIRESPONSE-3-1", "MULTIRESPONSE-3-2"], "names person and client, in the fragment", async () => {
    const on = await scene();
    const { hash, search } = locationOf(await on.ask({ response_type: "id_token" }));
    const given = new URLSearchParams(hash.slice(1));
    assert.deepEqual([issuedIn(given), search], [["id_token"], ""]);
    const { claims } = await on.under.issuer.keys.verify(given.get("id_token") ?? "", {
      issuer: on.under.issuer.url,
      audience: on.client.clientId,
    });
    assert.deepInclude(claims, { sub: on.account.sub, aud: on.client.clientId });
  });

  rule("MULTIRESPONSE-3-1", "is never in the query", async () => {
    const { ask } = await scene();
    const reply = await ask({ response_type: "id_token", response_mode: "query" });
    assertErrorSent(reply, { error: "invalid_request", part: "hash" });
    assert.equal(locationOf(reply).search, "");
  });
});

describe("the answer to response_type=none", () => {
  rule(["MULTIRESPONSE-4-1", "MULTIRESPONSE-4-2"], "is the state, and nothing that was issued", async () => {
    const { ask } = await scene();
    const { href, searchParams } = locationOf(await ask({ response_type: "none" }));
    assert.isTrue(href.startsWith(`${CALLBACK}?`));
    assert.deepInclude(Object.fromEntries(searchParams), { state: "a state", iss: "https://issuer.test" });
    assert.deepEqual(issuedIn(searchParams), []);
  });
});
