import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { CONTENT_ALGS, ISSUED_KEY_ALGS } from "../../src/protocol/mod.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../support/issuer_under_test.ts";
import { bodyOf } from "../support/replies.ts";

const PATH = "/.well-known/oauth-authorization-server";

const SECRET_METHODS = ["client_secret_basic", "client_secret_post"];
const ASSERTION_METHODS = ["private_key_jwt", "client_secret_jwt"];
const ASSERTION_ALGS = ["RS", "PS", "ES"].flatMap((kind) => [`${kind}256`, `${kind}384`, `${kind}512`]);
ASSERTION_ALGS.push("EdDSA", "Ed25519", "HS256", "HS384", "HS512");

async function metadata(options: IssuerUnderTestOptions = {}): Promise<Readonly<Record<string, unknown>>> {
  // What OpenID Connect adds is proved by the test of its own document.
  const settings = { OIDC_ENABLED: "false", ...options.settings };
  return bodyOf(await (await issuerUnderTest({ ...options, settings })).get(PATH));
}

describe("the server metadata", () => {
  it("says all that the standard server can do", async () => {
    assert.deepEqual(await metadata(), {
      issuer: "https://issuer.test",
      token_endpoint: "https://issuer.test/token",
      authorization_endpoint: "https://issuer.test/authorize",
      revocation_endpoint: "https://issuer.test/revoke",
      introspection_endpoint: "https://issuer.test/introspect",
      device_authorization_endpoint: "https://issuer.test/device_authorization",
      jwks_uri: "https://issuer.test/jwks",
      scopes_supported: ["read", "write", "introspection"],
      response_types_supported: ["code", "token", "code token"],
      dpop_signing_alg_values_supported: ["ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "PS384", "PS512"],
      authorization_signing_alg_values_supported: ["RS256", "ES256", "HS256"],
      authorization_encryption_alg_values_supported: ISSUED_KEY_ALGS,
      authorization_encryption_enc_values_supported: CONTENT_ALGS,
      response_modes_supported: ["query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"],
      grant_types_supported: [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "password",
        "urn:ietf:params:oauth:grant-type:device_code",
        "implicit",
      ],
      token_endpoint_auth_methods_supported: [...SECRET_METHODS, "none", ...ASSERTION_METHODS],
      token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGS,
      revocation_endpoint_auth_methods_supported: [...SECRET_METHODS, "none", ...ASSERTION_METHODS],
      revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGS,
      introspection_endpoint_auth_methods_supported: [...SECRET_METHODS, ...ASSERTION_METHODS],
      introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGS,
      prompt_values_supported: ["none", "login", "consent"],
      pushed_authorization_request_endpoint: "https://issuer.test/par",
      require_pushed_authorization_requests: false,
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      require_signed_request_object: false,
      request_object_signing_alg_values_supported: ASSERTION_ALGS,
      request_object_encryption_alg_values_supported: ["RSA-OAEP-256", "ECDH-ES"],
      request_object_encryption_enc_values_supported: ["A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"],
      code_challenge_methods_supported: ["S256"],
      protected_resources: ["https://issuer.test", "https://issuer.test/api"],
      authorization_response_iss_parameter_supported: true,
    });
  });

  for (const [ids, name, member, value] of [
    [["RFC8414-2-2"], "the authorization endpoint", "authorization_endpoint", "https://issuer.test/authorize"],
    [["RFC8414-2-3"], "the token endpoint", "token_endpoint", "https://issuer.test/token"],
    [["RFC8414-2-4"], "the response types", "response_types_supported", ["code", "token", "code token"]],
    [["RFC8414-2-7", "RFC6749-3.3-3"], "the scopes", "scopes_supported", ["read", "write", "introspection"]],
    [
      ["RFC8414-2-12", "RFC9700-2.1.1-4", "RFC9700-2.1.1-5", "RFC9700-4.7.1-1", "RFC7636-4.2-2"],
      "the PKCE methods",
      "code_challenge_methods_supported",
      ["S256"],
    ],
    [
      ["RFC9207-2.3-3", "RFC9207-3-1"],
      "that answers name the issuer",
      "authorization_response_iss_parameter_supported",
      true,
    ],
  ] as const) {
    rule(ids, `names ${name}`, async () => assert.deepEqual((await metadata())[member], value));
  }

  it("names plain among the PKCE methods where a setting allows it", async () => {
    const { code_challenge_methods_supported: methods } = await metadata({ settings: { PKCE_PLAIN: "true" } });
    assert.deepEqual(methods, ["S256", "plain"]);
  });

  rule(
    ["RFC6749-3.1-6", "RFC6749-3.2-6", "RFC7009-2-1"],
    "names addresses without a fragment and without a query, below the issuer",
    async () => {
      const addresses = Object.entries(await metadata()).filter(([name]) => name.endsWith("_endpoint"));
      assert.lengthOf(addresses, 6);
      for (const [name, address] of addresses) {
        const { hash, search, origin } = new URL(String(address));
        assert.deepEqual([hash, search, origin], ["", "", "https://issuer.test"], name);
      }
    },
  );

  rule("RFC8414-3.2-2", "has no member without a value, whatever the server is made of", async () => {
    const { issuer } = await issuerUnderTest();
    for (const { name } of issuer.features) {
      const less = await issuerUnderTest({ features: (all) => all.filter((feature) => feature.name !== name) });
      for (const [member, value] of Object.entries(less.issuer.metadata)) {
        assert.notDeepEqual(value, [], `${member} without ${name}`);
      }
    }
  });
});

describe("where the server metadata lies", () => {
  let server: HttpServer | undefined;

  afterEach(async () => server?.stop());

  rule(["RFC8414-3-1", "RFC8414-3.2-1", "RFC9700-2.6-1"], "is the well-known address", async () => {
    server = await httpServer();
    const response = await fetch(server.origin + PATH);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("cache-control"), "public, max-age=3600");
    assert.deepEqual(await response.json(), { ...server.issuer.metadata });
  });

  for (const [url, paths] of [
    ["https://issuer.test/tenant", [`${PATH}/tenant`, `/tenant${PATH}`, `${PATH}/tenant/`]],
    ["https://issuer.test/a/b", [`${PATH}/a/b`, `/a/b${PATH}`]],
    ["https://issuer.test", [PATH, `${PATH}/`]],
  ] as const) {
    rule(["RFC8414-3.3-1", "RFC9207-2.3-1"], `is between host and path, and behind the path: ${url}`, async () => {
      server = await httpServer({ url });
      for (const path of paths) {
        const response = await fetch(server.origin + path);
        assert.equal(response.status, 200, path);
        const body = (await response.json()) as Readonly<Record<string, unknown>>;
        assert.deepInclude(body, { issuer: url, token_endpoint: `${url}/token` });
      }
    });
  }

  it("is nowhere else", async () => {
    server = await httpServer({ url: "https://issuer.test/tenant" });
    for (const path of [PATH, `${PATH}/other`, "/.well-known/openid-configuration"]) {
      assert.equal((await fetch(server.origin + path)).status, 404, path);
    }
  });

  it("leads to endpoints that answer", async () => {
    server = await httpServer({ url: "https://issuer.test/tenant" });
    for (const [name, address] of Object.entries(server.issuer.metadata)) {
      if (!name.endsWith("_endpoint")) continue;
      const { pathname } = new URL(String(address));
      const response = await fetch(server.origin + pathname, { method: "OPTIONS" });
      assert.equal(response.status, 204, pathname);
    }
  });
});
