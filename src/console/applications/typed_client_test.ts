import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import type { Issuer } from "../../engine/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { textIn, type Typed, wordsIn } from "./typed.ts";
import { NEW_APPLICATION, typedClient } from "./typed_client.ts";

describe("typedClient()", () => {
  const FULL = clientRecord({
    name: "Photo Printer",
    type: "public",
    grantTypes: ["implicit"],
    redirectUris: ["https://a.test/", "https://b.test/"],
    scope: ["read"],
    defaultScope: ["read"],
    authMethod: "none",
    skipAuthorization: true,
    accessTokenLifetime: 60,
    refreshTokenLifetime: 120,
    metadata: {
      oauth_signature_methods: ["PLAINTEXT", "RSA-SHA1"],
      contacts: ["a", "b"],
      require_auth_time: true,
      "client_name#fr": "Imprimante",
    },
  });

  let issuer: Issuer;

  before(async () => ({ issuer } = await issuerUnderTest()));

  function filled(client: ClientRecord): Typed {
    return typedClient(client, issuer);
  }

  for (const [name, text] of [
    ["name", "Photo Printer"],
    ["client_type", "public"],
    ["redirect_uris", "https://a.test/\nhttps://b.test/"],
    ["token_endpoint_auth_method", "none"],
    ["skip_authorization", "yes"],
    ["access_token_lifetime", "60"],
    ["refresh_token_lifetime", "120"],
    ["contacts", "a\nb"],
    ["require_auth_time", "yes"],
    ["localized", "client_name#fr = Imprimante"],
  ] as const) {
    it(`fills in ${name}`, () => assert.equal(textIn(filled(FULL), name), text));
  }

  it("ticks grants, scopes and what else is a list of known words", () => {
    for (const [name, words] of [
      ["grant_types", ["implicit"]],
      ["scope", ["read"]],
      ["default_scope", ["read"]],
      ["oauth_signature_methods", ["PLAINTEXT", "RSA-SHA1"]],
    ] as const)
      assert.deepEqual(wordsIn(filled(FULL), name), [...words]);
  });

  it("leaves empty what it does not have", () => {
    const typed = filled(clientRecord());
    for (const name of ["token_endpoint_auth_method", "skip_authorization", "access_token_lifetime", "localized"])
      assert.equal(textIn(typed, name), "", name);
  });

  it("leaves out what no feature knows, in any language", () => {
    const typed = filled(clientRecord({ metadata: { gone: "x", "gone#fr": "x" } }));
    assert.isFalse(typed.has("gone"));
    assert.equal(textIn(typed, "localized"), "");
  });

  it("does not let a member stand in the place of what is the application's own", () => {
    const sly = clientRecord({ name: "Mine", metadata: { name: "Theirs", grant_types: ["password"] } });
    assert.equal(textIn(filled(sly), "name"), "Mine");
    assert.deepEqual(wordsIn(filled(sly), "grant_types"), [...sly.grantTypes]);
  });
});

describe("NEW_APPLICATION", () => {
  it("has chosen what most people want", () => {
    assert.equal(textIn(NEW_APPLICATION, "client_type"), "confidential");
    assert.deepEqual(wordsIn(NEW_APPLICATION, "grant_types"), ["authorization_code", "refresh_token"]);
  });
});
