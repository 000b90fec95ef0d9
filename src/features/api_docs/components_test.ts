import { assert } from "chai";
import type { IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { ACCESSES } from "./_described_test.ts";
import { securityOf, securitySchemesOf } from "./components.ts";

type Flows = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function schemesOf(options: IssuerUnderTestOptions = {}) {
  return securitySchemesOf((await issuerUnderTest(options)).issuer) as Readonly<Record<string, { flows: Flows }>>;
}

function without(...names: readonly string[]): IssuerUnderTestOptions {
  return { features: (all) => all.filter(({ name }) => !names.includes(name)) };
}

describe("securitySchemesOf()", () => {
  it("has every scope with the sentence that people read", async () => {
    const settings = { SCOPES: JSON.stringify({ books: "See your books" }), DEFAULT_SCOPES: "books" };
    const { flows } = (await schemesOf({ settings }))["oauth2"]!;
    assert.deepInclude(flows["authorizationCode"]!["scopes"], { books: "See your books" });
  });

  for (const [names, left] of [
    [[], ["authorizationCode", "clientCredentials"]],
    [["authorization_code"], ["clientCredentials"]],
    [["client_credentials"], ["authorizationCode"]],
    [["spine"], []],
  ] as const) {
    it(`has the flows that there are without ${names.join() || "leaving anything out"}`, async () => {
      assert.deepEqual(Object.keys((await schemesOf(without(...names)))["oauth2"]!.flows), [...left]);
    });
  }

  it("says where to refresh only where that can be done", async () => {
    const { flows } = (await schemesOf(without("refresh_token")))["oauth2"]!;
    assert.notProperty(flows["authorizationCode"] ?? {}, "refreshUrl");
  });

  it("knows OpenID Connect where its configuration can be read", async () => {
    assert.notProperty(await schemesOf(without("openid_discovery")), "openIdConnect");
    const url = "https://issuer.test/tenant";
    const { openIdConnect: scheme } = await schemesOf({ url });
    assert.propertyVal(scheme, "openIdConnectUrl", `${url}/.well-known/openid-configuration`);
  });
});

describe("securitySchemesOf(), as to OAuth 1.0a", () => {
  for (const [what, value, has] of [
    ["has signatures", "true", true],
    ["has none", "false", false],
  ] as const) {
    it(`${what} where OAUTH1_ENABLED is ${value}`, async () => {
      const schemes = await schemesOf({ settings: { OAUTH1_ENABLED: value } });
      assert.equal("oauth1" in schemes, has);
      if (has) assert.deepInclude<object>(schemes["oauth1"]!, { type: "http", scheme: "oauth" });
    });
  }
});

describe("securityOf()", () => {
  const KNOWN = { openIdConnect: {}, oauth1: {} };
  const expected: Readonly<Record<string, readonly object[]>> = {
    "whoever asks": [{}],
    "a client": [{ clientAuth: [] }, {}],
    "a client with a proof": [{ clientAuth: [] }],
    "a bearer": [{ oauth2: [] }],
    "a bearer for something": [{ oauth2: ["read", "write"] }],
    "a bearer who signed in": [{ oauth2: ["openid"] }, { openIdConnect: ["openid"] }],
    "a bearer or a signer": [{ oauth2: ["read"] }, { oauth1: [] }],
    "who registers": [{ registrationToken: [] }],
    "who has the key of it": [{ key: [] }],
    "a consumer": [{ oauth1: [] }],
  };

  for (const [who, access] of Object.entries(ACCESSES)) {
    it(`lets ${who} in`, () => assert.deepEqual([...securityOf([access], KNOWN)], [...expected[who]!]));
  }

  it("needs nothing where nobody is named", () => assert.deepEqual([...securityOf(undefined, KNOWN)], []));

  it("needs one of several", () => {
    const access = [ACCESSES["a client with a proof"]!, ACCESSES["a bearer for something"]!];
    assert.deepEqual([...securityOf(access, KNOWN)], [{ clientAuth: [] }, { oauth2: ["read", "write"] }]);
  });

  it("does not name a way that is not explained", () => {
    assert.deepEqual([...securityOf([ACCESSES["a bearer who signed in"]!], {})], [{ oauth2: ["openid"] }]);
    assert.deepEqual([...securityOf([ACCESSES["a bearer or a signer"]!], {})], [{ oauth2: ["read"] }]);
    assert.deepEqual([...securityOf([ACCESSES["a consumer"]!], {})], []);
  });
});
