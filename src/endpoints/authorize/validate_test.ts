import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import type { Given } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { Feature } from "../../engine/mod.ts";
import { type ErrorCode, fail } from "../../protocol/mod.ts";
import { scene } from "./_journey_test.ts";

describe("validate()", () => {
  it("makes a request of parameters that are right", async () => {
    const on = await scene();
    const { request } = await on.journey({ scope: "write read" });
    assert.equal(request.client.id, on.app.id);
    assert.deepEqual(request.scope, ["write", "read"]);
    assert.deepEqual(
      request.responseWords.map(({ name }) => name),
      ["code"],
    );
  });

  it("knows the words of a response type in any order", async () => {
    for (const response_type of ["code token", "token code"]) {
      const { request } = await (await scene()).journey({ response_type });
      assert.deepEqual(
        request.responseWords.map(({ name }) => name),
        ["code", "token"],
      );
    }
  });

  rule("RFC6749-3.3-2", "takes the default scope where none is asked for", async () => {
    const { request } = await (await scene()).journey({ scope: undefined });
    assert.deepEqual(request.scope, ["read", "write"]);
  });

  rule("RFC6749-3.1-3", "does not mind parameters that it does not know", async () => {
    await (await scene()).journey({ foo: "bar", __proto__x: "y", colour: ["a", "b"] });
  });

  for (const [registered, asked, isFine] of [
    [["code"], "code", true],
    [["code", "code token"], "token code", true],
    [undefined, "code token", true],
    ["code", "token", true],
    [["code token"], "code", false],
    [["code"], "code token", false],
    [["code", "token"], "code token", false],
    [[], "code", false],
    [["code"], "none", false],
  ] as const) {
    rule(
      "RFC7591-2-6",
      `${isFine ? "takes" : "refuses"} ${asked} where ${JSON.stringify(registered)} was registered`,
      async () => {
        const on = await scene({
          said: { metadata: registered === undefined ? {} : { response_types: registered } },
        });
        const change = asked === "none" ? { response_type: asked, scope: "openid" } : { response_type: asked };
        if (isFine) await on.journey(change);
        else await assertRefused(() => on.journey(change), { code: "unauthorized_client", rule: "RFC7591-2-6" });
      },
    );
  }

  const refused: readonly (readonly [string, string, Given, ErrorCode])[] = [
    ["RFC6749-3.1.1-1", "no response type", { response_type: undefined }, "invalid_request"],
    ["RFC6749-3.1.1-1", "an empty one", { response_type: "" }, "invalid_request"],
    ["RFC6749-3.1.1-2", "an unknown one", { response_type: "ticket" }, "unsupported_response_type"],
    ["RFC6749-3.1.1-2", "a known word and an unknown one", { response_type: "code x" }, "unsupported_response_type"],
    ["RFC6749-3.1.1-2", "a word that comes twice in it", { response_type: "code code" }, "unsupported_response_type"],
    ["RFC6749-3.1.1-2", "a name of objects", { response_type: "constructor" }, "unsupported_response_type"],
    ["RFC6749-3.1.1-2", "other letters", { response_type: "Code" }, "unsupported_response_type"],
    ["RFC6749-3.1-4", "two response types", { response_type: ["code", "code"] }, "invalid_request"],
    ["RFC6749-3.1-4", "two scopes", { scope: ["read", "read"] }, "invalid_request"],
    ["RFC6749-3.1-4", "two states", { state: ["a", "b"] }, "invalid_request"],
    ["RFC6749-3.1-4", "two response modes", { response_mode: ["query", "query"] }, "invalid_request"],
    ["RFC6749-3.3-2", "an unknown scope", { scope: "nonsense" }, "invalid_scope"],
    ["RFC6749-4.2.2-1", "a token in the query", { response_type: "token", response_mode: "query" }, "invalid_request"],
    [
      "JARM-2.3.1-2",
      "a signed token in the query",
      { response_type: "code token", response_mode: "query.jwt" },
      "invalid_request",
    ],
  ];
  for (const [id, name, changes, code] of refused) {
    rule(id, `refuses ${name}`, async () => {
      const on = await scene();
      await assertRefused(() => on.journey(changes), { code });
    });
  }

  rule("JARM-2.3.4-1", "takes a mode that stands for the usual one, whatever is asked for", async () => {
    const on = await scene();
    for (const [response_type, name] of [
      ["code", "jwt"],
      ["code token", "fragment.jwt"],
    ] as const)
      assert.equal((await on.journey({ response_type, response_mode: "jwt" })).request.target.mode.name, name);
  });

  it("refuses a response mode that is not composed", async () => {
    const on = await scene({ features: (standard) => standard.filter(({ name }) => name !== "form_post") });
    await assertRefused(() => on.journey({ response_mode: "form_post" }), {
      code: "invalid_request",
      says: "query, fragment",
    });
  });

  for (const [grantType, response_type] of [
    ["authorization_code", "token"],
    ["implicit", "code"],
    ["implicit", "code token"],
  ] as const) {
    rule("RFC6749-4.1.2.1-2", `refuses ${response_type} to a client that may use ${grantType} alone`, async () => {
      const on = await scene({ said: { grantTypes: [grantType] } });
      await assertRefused(() => on.journey({ response_type }), { code: "unauthorized_client" });
    });
  }

  it("lets features refuse, after all else was judged", async () => {
    let seen = 0;
    const picky: Feature = {
      name: "picky",
      spec: "test",
      hooks: {
        checkAuthorize() {
          seen += 1;
          fail("access_denied", "Cannot please this feature");
        },
      },
    };
    const on = await scene({ features: (standard) => [...standard, picky] });
    await assertRefused(() => on.journey({ scope: "nonsense" }), { code: "invalid_scope" });
    assert.equal(seen, 0);
    await assertRefused(() => on.journey(), { code: "access_denied" });
  });
});
