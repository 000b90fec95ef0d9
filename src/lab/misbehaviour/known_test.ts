import { assert } from "chai";
import { claimsIn, LONG_SECRET } from "../../../test/support/openid_flow.ts";
import { bodyOf, locationOf } from "../../../test/support/replies.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { Issuer } from "../../engine/mod.ts";
import { withHeaders, type WireRequestParts } from "../../protocol/mod.ts";
import type { Fault } from "../faults/fault.ts";
import type { Place } from "../journal/entry.ts";
import { faultOf, flowWith } from "./_lab_flow_test.ts";
import { knownOf, scopeWords } from "./known.ts";
import { learn } from "./notes.ts";

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

let issuer: Issuer;

before(async () => {
  ({ issuer } = await issuerUnderTest());
});

describe("knownOf()", () => {
  for (const [name, parts, clientId] of [
    ["Basic", { headers: { authorization: `Basic ${btoa("a%20b:secret")}` } }, "a b"],
    ["broken Basic", { headers: { authorization: "Basic !!" }, form: "client_id=me" }, "me"],
    ["the form", { form: "client_id=me" }, "me"],
    ["the query", { query: "client_id=me" }, "me"],
    ["an empty name", { query: "client_id=" }, undefined],
    ["OAuth 1.0a in the header", { headers: { authorization: 'OAuth a="b", oauth_consumer_key="a%20b"' } }, "a b"],
    ["OAuth 1.0a, encoded badly", { headers: { authorization: 'OAuth oauth_consumer_key="%zz"' } }, "%zz"],
    ["OAuth 1.0a in the form", { form: "oauth_consumer_key=me" }, "me"],
    ["OAuth 1.0a in the query", { query: "oauth_consumer_key=me" }, "me"],
    ["an assertion", { form: `client_assertion=e30.${part({ sub: "me" })}.x` }, "me"],
    ["an assertion that is none", { form: "client_assertion=a.b.c" }, undefined],
    ["an assertion without a subject", { form: `client_assertion=e30.${part({ sub: 1 })}.x` }, undefined],
    ["a token alone", { headers: { authorization: "Bearer x" } }, undefined],
  ] as const satisfies readonly (readonly [string, WireRequestParts, string | undefined])[]) {
    it(`finds the client in ${name}`, () => assert.equal(knownOf(exchangeAt(issuer, parts)).clientId, clientId));
  }

  it("finds state and scope of an authorization request, and the scope of a form", () => {
    const asked = exchangeAt(issuer, { query: "state=s&scope=a+b" });
    assert.deepInclude(knownOf(asked), { state: "s", scope: ["a", "b"] });
    assert.deepEqual(knownOf(exchangeAt(issuer, { form: "scope=c" })).scope, ["c"]);
  });

  it("believes features more than the request, and forgets nothing that they found", () => {
    const exchange = exchangeAt(issuer, { form: "client_id=said&scope=said" });
    learn(exchange, { clientId: "found", scope: ["x"] });
    learn(exchange, { clientId: undefined, state: "s" });
    assert.deepEqual(knownOf(exchange), { clientId: "found", scope: ["x"], state: "s" });
  });
});

describe("scopeWords()", () => {
  for (const [text, words] of [
    ["a b", ["a", "b"]],
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
  ] as const) {
    it(`of '${text}' are ${words?.length ?? "none"}`, () => assert.deepEqual(scopeWords(text), words?.slice()));
  }
});

describe("what follows from an authorization request", () => {
  const MARK = faultOf("token", { reply: (right) => withHeaders(right, { "x-wrong": "1" }) });

  for (const [name, use] of [
    ["its state", { state: "chosen" }],
    ["its scope", { scope: "email" }],
  ] as const) {
    it(`is known by ${name} at the token endpoint, for the code and for its refresh token`, async () => {
      const flow = await flowWith(MARK);
      flow.use([{ fault: "wrong", ...use }]);
      const chosen = await flow.redeem(await flow.code({ state: "chosen", scope: "openid email offline_access" }));
      const other = await flow.redeem(await flow.code({ state: "other", scope: "openid offline_access" }));
      assert.deepEqual([chosen.headers["x-wrong"], other.headers["x-wrong"]], ["1", undefined]);
      for (const [reply, expected] of [
        [chosen, "1"],
        [other, undefined],
      ] as const)
        assert.equal((await flow.refresh(bodyOf(reply)["refresh_token"])).headers["x-wrong"], expected);
    });
  }

  it("is known by its state at UserInfo and at the resource", async () => {
    const at = (place: Place): Fault => ({ ...MARK, name: place, place });
    const flow = await flowWith(at("userinfo"), at("resource"));
    flow.use([
      { fault: "userinfo", state: "chosen" },
      { fault: "resource", state: "chosen" },
    ]);
    for (const [state, expected] of [
      ["chosen", "1"],
      ["other", undefined],
    ] as const) {
      const { access_token: token } = await flow.tokens({ state });
      assert.equal((await flow.userinfo(token)).headers["x-wrong"], expected);
      assert.equal((await flow.under.get("/resource", { bearer: String(token) })).headers["x-wrong"], expected);
    }
  });

  it("is known by its state in the answer to it", async () => {
    const flow = await flowWith(faultOf("callback", { authorizeReply: (given) => ({ ...given, odd: "1" }) }));
    flow.use([{ fault: "wrong", state: "chosen", client_id: flow.client.clientId }]);
    assert.equal(locationOf(await flow.ask({ state: "chosen" })).searchParams.get("odd"), "1");
    assert.isNull(locationOf(await flow.ask({ state: "other" })).searchParams.get("odd"));
  });

  it("is seen by nobody in tokens and answers", async () => {
    const flow = await flowWith();
    const body = await flow.tokens({ scope: "openid offline_access" });
    const form = { token: String(body["access_token"]) };
    const told = bodyOf(await flow.under.post("/introspect", { as: flow.client, secret: LONG_SECRET, form }));
    assert.isTrue(told["active"]);
    for (const members of [body, told, claimsIn(body["id_token"])]) assert.notProperty(members, "lab");
  });
});
