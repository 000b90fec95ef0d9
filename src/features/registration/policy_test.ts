import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { EVERYTHING } from "../../../test/support/everything.ts";
import { webUriField } from "../../engine/mod.ts";
import { fieldsOf, policyFor, standardScope } from "./policy.ts";

async function policies(settings = EVERYTHING) {
  const { issuer } = await issuerUnderTest({ settings });
  return {
    issuer,
    vouched: policyFor(issuer, { isUnverified: false }),
    unverified: policyFor(issuer, { isUnverified: true }),
  };
}

describe("policyFor()", () => {
  it("allows whom somebody vouches for all that the issuer can do", async () => {
    const { issuer, vouched } = await policies();
    assert.includeMembers([...vouched.grantTypes], [...issuer.grants.keys(), "implicit"]);
    assert.notInclude(vouched.grantTypes, "oauth1");
    assert.deepEqual([...vouched.scopes], [...issuer.settings.scopes.keys()]);
    assert.deepEqual(
      vouched.authMethods,
      issuer.clientAuth.map(({ name }) => name),
    );
    assert.equal(vouched.redirectUris, issuer.settings.redirectUris);
  });

  rule("RFC7591-5-1", "allows others only what a person gives, and not to ask about tokens", async () => {
    const { vouched, unverified } = await policies();
    assert.sameMembers(
      [...unverified.grantTypes],
      ["authorization_code", "implicit", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    );
    assert.deepEqual(
      [...vouched.scopes].filter((scope) => !unverified.scopes.has(scope)),
      ["introspection"],
    );
    assert.deepEqual(unverified.authMethods, vouched.authMethods);
  });
});

describe("fieldsOf()", () => {
  it("are all members that features read, but that of consumers of OAuth 1.0a", () => {
    const [read, passedOver] = ["client_uri", "oauth_signature_methods"].map((name) => webUriField(name, "It is new"));
    const clientMetadata = new Map([read!, passedOver!].map((field) => [field.name, field]));
    assert.deepEqual([...fieldsOf({ clientMetadata })], [["client_uri", read!]]);
  });
});

describe("standardScope()", () => {
  it("is all but introspection, for everybody", async () => {
    const { vouched, unverified } = await policies({
      ...EVERYTHING,
      SCOPES: "books introspection",
      DEFAULT_SCOPES: "books",
      OIDC_ENABLED: "false",
    });
    for (const policy of [vouched, unverified]) assert.equal(standardScope(policy), "books");
  });

  it("is empty where there is no other", async () => {
    const { vouched } = await policies({
      ...EVERYTHING,
      SCOPES: "introspection",
      DEFAULT_SCOPES: "introspection",
      OIDC_ENABLED: "false",
    });
    assert.equal(standardScope(vouched), "");
  });
});
