import { assert } from "chai";
import { testConfig } from "../../test/support/config.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { standardFeatures } from "./features.ts";
import { registrationGround, registrationPolicy } from "./registration_policy.ts";

function policyWithout(name: string, settings = {}) {
  const config = testConfig(settings);
  const features = standardFeatures(config).filter((feature) => feature.name !== name);
  return registrationPolicy(features, config);
}

describe("registrationPolicy()", () => {
  it("lets a client be registered for what the features can do, each thing once", () => {
    const policy = policyWithout("none");
    const device = "urn:ietf:params:oauth:grant-type:device_code";
    const grants = [
      "authorization_code",
      "refresh_token",
      "client_credentials",
      "password",
      "implicit",
      device,
      "oauth1",
    ];
    assert.sameMembers([...policy.grantTypes], grants);
    assert.deepEqual(policy.authMethods, [
      "client_secret_basic",
      "client_secret_post",
      "none",
      "private_key_jwt",
      "client_secret_jwt",
    ]);
  });

  for (const [feature, grantType] of [
    ["password", "password"],
    ["implicit", "implicit"],
    ["authorization_code", "authorization_code"],
  ] as const) {
    it(`lets nobody be registered for ${grantType} where there is none`, () =>
      // An ID token from the authorization endpoint asks for the grant type implicit as well.
      assert.notInclude(policyWithout(feature, { OIDC_ENABLED: "false" }).grantTypes, grantType));
  }

  it("follows the settings", () => {
    const policy = policyWithout("none", {
      OIDC_ENABLED: "false",
      SCOPES: "read a b",
      DEFAULT_SCOPES: "a",
      ACCESS_TOKEN_MAX_SECONDS: "700",
      ALLOWED_REDIRECT_URI_SCHEMES: "https com.example.app",
      HTTP_REDIRECT_URIS: "any",
      PRIVATE_USE_URI_SCHEMES: "true",
    });
    assert.deepEqual([...policy.scopes], ["read", "a", "b"]);
    assert.equal(policy.longestAccessToken, 700);
    assert.deepEqual(policy.redirectUris, {
      schemes: ["https", "com.example.app"],
      http: "any",
      privateUse: true,
      localhost: false,
      wildcards: false,
    });
  });
});

describe("registrationGround()", () => {
  function groundWith(settings = {}) {
    const config = testConfig(settings);
    return registrationGround(standardFeatures(config), config);
  }

  it("knows the members of all features, each once", () => {
    const { fields } = groundWith();
    for (const name of ["client_name", "jwks", "response_types", "subject_type", "id_token_signed_response_alg"])
      assert.equal(fields.get(name)?.name, name);
    assert.notInclude([...groundWith({ OIDC_ENABLED: "false" }).fields.keys()], "subject_type");
  });

  it("judges by the algorithms and the words of the installation", () => {
    const { ground } = groundWith({ SIGNING_ALGS: "ES384", ENCRYPTION_ALGS: "none" });
    assert.deepEqual([ground.signingAlgs, ground.decryptionAlgs], [["ES384"], []]);
    assert.includeMembers([...ground.responseWords.keys()], ["code", "token", "id_token"]);
  });

  for (const [issuer, reason] of [
    ["https://id.example", "url"],
    [undefined, "connection"],
  ] as const) {
    it(`asks this machine itself only where the server is on it: ${issuer ?? "npm start"}`, async () => {
      const { ground } = groundWith(issuer === undefined ? {} : { ISSUER: issuer });
      assert.propertyVal(await thrownBy(() => ground.fetch("http://127.0.0.1:1/")), "reason", reason);
    });
  }
});
