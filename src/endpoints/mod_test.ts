import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { spine } from "./mod.ts";

describe("spine()", () => {
  rule(
    ["RFC8414-2-2", "RFC8414-2-3", "RFC8414-2-4", "RFC8414-2-7", "RFC6749-3.1-6", "RFC6749-3.2-6"],
    "publishes its endpoints and what the features of an issuer add up to",
    async () => {
      const { issuer } = await issuerUnderTest({ settings: { OIDC_ENABLED: "false" } });
      assert.deepInclude(issuer.metadata, {
        authorization_endpoint: "https://issuer.test/authorize",
        token_endpoint: "https://issuer.test/token",
        scopes_supported: ["read", "write", "introspection"],
        response_types_supported: ["code", "token", "code token"],
        response_modes_supported: [
          "query",
          "fragment",
          "form_post",
          "query.jwt",
          "fragment.jwt",
          "form_post.jwt",
          "jwt",
        ],
        grant_types_supported: [
          "authorization_code",
          "refresh_token",
          "client_credentials",
          "password",
          "urn:ietf:params:oauth:grant-type:device_code",
          "implicit",
        ],
        prompt_values_supported: ["none", "login", "consent"],
        token_endpoint_auth_methods_supported: [
          "client_secret_basic",
          "client_secret_post",
          "none",
          "private_key_jwt",
          "client_secret_jwt",
        ],
      });
    },
  );

  it("publishes nothing that no feature adds", async () => {
    const { issuer } = await issuerUnderTest({
      features: (standard) => standard.filter(({ name }) => name === "spine"),
    });
    assert.deepEqual(issuer.metadata["response_modes_supported"], ["query", "fragment"]);
    for (const member of ["response_types_supported", "grant_types_supported"])
      assert.notProperty(issuer.metadata, member);
  });

  it("asks a person to sign in, then to consent", () => {
    assert.deepEqual(
      spine().steps?.map(({ name }) => name),
      ["login", "consent"],
    );
  });
});
