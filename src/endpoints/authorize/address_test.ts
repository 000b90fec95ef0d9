import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { client } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { encode, type Given, type IssuerUnderTest, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { Params } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { address } from "./address.ts";

const ONE = "https://client.test/cb";
const TWO = "https://client.test/other";

let under: IssuerUnderTest;
let single: ClientRecord;
let double: ClientRecord;
let machine: ClientRecord;

before(async () => {
  under = await issuerUnderTest();
  single = await client(under.issuer);
  double = await client(under.issuer, { redirectUris: [ONE, TWO] });
  machine = await client(under.issuer, { grantTypes: ["client_credentials"], redirectUris: [] });
});

function addressed(given: Given) {
  return address(Params.parse(encode(given)), exchangeAt(under.issuer));
}

describe("address()", () => {
  rule("RFC6749-3.1.2.3-2", "finds the client and the redirect URI that was asked for", async () => {
    const target = await addressed({ client_id: double.clientId, redirect_uri: TWO, state: "s" });
    assert.deepInclude(target, { client: double, redirectUri: TWO, askedRedirectUri: TWO, state: "s" });
  });

  for (const redirect_uri of [undefined, ""]) {
    rule("RFC6749-3.1.2.3-1", `takes the one that is registered where none is asked (${redirect_uri})`, async () => {
      const target = await addressed({ client_id: single.clientId, redirect_uri });
      assert.deepInclude(target, { redirectUri: ONE, askedRedirectUri: undefined });
    });
  }

  rule(
    "RFC6749-3.1.2.3-1",
    "sends nobody to a wildcard itself, and to a name below it where it is asked for",
    async () => {
      const { issuer } = await issuerUnderTest({ settings: { ALLOW_URI_WILDCARDS: "true" } });
      const { clientId } = await client(issuer, { redirectUris: ["https://*.apps.test/cb"] });
      const asked = "https://a.apps.test/cb";
      const ask = (given: Given) =>
        address(Params.parse(encode({ client_id: clientId, ...given })), exchangeAt(issuer));
      assert.equal((await ask({ redirect_uri: asked })).redirectUri, asked);
      await assertRefused(() => ask({}), { code: "invalid_request", rule: "RFC6749-3.1.2.3-1" });
      await assertRefused(() => ask({ redirect_uri: "https://*.apps.test/cb" }), {
        code: "invalid_request",
        rule: "RFC6749-3.1.2.3-2",
      });
    },
  );

  const refused: readonly (readonly [string, string, () => Given, string])[] = [
    ["RFC6749-4.1.1-2", "no client", () => ({ redirect_uri: ONE }), "'client_id' is missing"],
    ["RFC6749-4.1.2.1-1", "an unknown client", () => ({ client_id: "x", redirect_uri: ONE }), "not registered here"],
    ["RFC6749-4.1.2.1-1", "a client called __proto__", () => ({ client_id: "__proto__" }), "not registered here"],
    [
      "RFC6749-3.1.2.3-2",
      "another redirect URI",
      () => ({ client_id: single.clientId, redirect_uri: TWO }),
      "is not one",
    ],
    [
      "RFC6749-3.1.2.3-2",
      "the redirect URI of another client",
      () => ({ client_id: machine.clientId, redirect_uri: ONE }),
      "is not one",
    ],
    ["RFC6749-3.1.2.3-1", "none, where two are registered", () => ({ client_id: double.clientId }), "exactly one"],
    ["RFC6749-3.1.2.3-1", "none, where none is registered", () => ({ client_id: machine.clientId }), "exactly one"],
    ["RFC6749-3.1-4", "two clients", () => ({ client_id: [single.clientId, double.clientId] }), "repeated"],
    [
      "RFC6749-3.1-4",
      "two redirect URIs, though both are registered",
      () => ({ client_id: double.clientId, redirect_uri: [ONE, TWO] }),
      "repeated",
    ],
  ];
  for (const [id, name, given, says] of refused) {
    rule([id, "RFC6749-3.1.2.4-1"], `refuses ${name}`, () =>
      assertRefused(() => addressed(given()), { code: "invalid_request", says }),
    );
  }
});

describe("the response mode that address() finds", () => {
  for (const [response_type, response_mode, expected] of [
    ["code", undefined, "query"],
    ["code", "query", "query"],
    ["code", "fragment", "fragment"],
    ["code", "form_post", "form_post"],
    ["code", "nonsense", "query"],
    ["code", ["fragment", "form_post"], "query"],
    ["token", undefined, "fragment"],
    ["token", "query", "fragment"],
    ["token", "form_post", "form_post"],
    ["token", "nonsense", "fragment"],
    ["code token", undefined, "fragment"],
    ["token code", "query", "fragment"],
    ["nonsense", undefined, "query"],
    [undefined, undefined, "query"],
    [["token", "token"], undefined, "query"],
    ["code", "query.jwt", "query.jwt"],
    ["code", "jwt", "jwt"],
    ["token", "query.jwt", "fragment.jwt"],
    ["code token", "jwt", "fragment.jwt"],
    ["token", "form_post.jwt", "form_post.jwt"],
    ["nonsense", "jwt", "jwt"],
  ] as const) {
    it(`is ${expected} for ${encode({ response_type, response_mode })}`, async () => {
      const { mode } = await addressed({ client_id: single.clientId, response_type, response_mode });
      assert.equal(mode.name, expected);
    });
  }
});

describe("the state that address() keeps", () => {
  for (const [name, state, expected] of [
    ["as it came", " a+b%20&=ä ", " a+b%20&=ä "],
    ["not when it is empty", "", undefined],
    ["not when it comes twice, since nobody knows which is meant", ["a", "b"], undefined],
    ["not when there is none", undefined, undefined],
  ] as const) {
    it(`is kept ${name}`, async () => {
      assert.equal((await addressed({ client_id: single.clientId, state })).state, expected);
    });
  }
});
