import { assert } from "chai";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { OAUTH1_GRANT } from "../clients/mod.ts";
import { INTROSPECTION_SCOPE, registrationPolicyOf } from "./mod.ts";

describe("registrationPolicyOf()", () => {
  it("allows all that the issuer can do, each once", async () => {
    const { issuer } = await issuerUnderTest();
    const { grantTypes, authMethods, scopes, redirectUris, longestAccessToken } = registrationPolicyOf(issuer);
    const told = issuer.metadata["grant_types_supported"] as string[];
    // Consumers of OAuth 1.0a are registered as well, and no metadata of OAuth 2.0 tells of them.
    assert.sameMembers([...grantTypes], [...told, OAUTH1_GRANT]);
    assert.deepEqual(authMethods, issuer.metadata["token_endpoint_auth_methods_supported"] as string[]);
    assert.deepEqual([...scopes], issuer.metadata["scopes_supported"] as string[]);
    assert.isTrue(scopes.has(INTROSPECTION_SCOPE));
    assert.equal(redirectUris, issuer.settings.redirectUris);
    assert.equal(longestAccessToken, issuer.settings.longestAccessToken);
  });

  it("allows no grant whose feature is not there", async () => {
    const { issuer } = await issuerUnderTest({ features: (all) => all.filter(({ name }) => name !== "password") });
    assert.notInclude(registrationPolicyOf(issuer).grantTypes, "password");
  });
});
