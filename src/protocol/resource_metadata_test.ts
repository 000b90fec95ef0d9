import { assert } from "chai";
import { assert as forAll, property, webUrl } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { checkResourceMetadata, printResourceMetadata, type ResourceMetadata, resourceMetadataUrl } from "./mod.ts";

const BOOKS = "https://api.example/books";

describe("resourceMetadataUrl()", () => {
  for (const [resource, url] of [
    ["https://resource.example.com", "https://resource.example.com/.well-known/oauth-protected-resource"],
    ["https://resource.example.com/", "https://resource.example.com/.well-known/oauth-protected-resource"],
    [
      "https://resource.example.com/resource1",
      "https://resource.example.com/.well-known/oauth-protected-resource/resource1",
    ],
    ["https://api.example/a/b/", "https://api.example/.well-known/oauth-protected-resource/a/b/"],
    ["https://api.example:8443/a", "https://api.example:8443/.well-known/oauth-protected-resource/a"],
    ["https://api.example?tenant=1", "https://api.example/.well-known/oauth-protected-resource?tenant=1"],
    ["https://api.example/a?tenant=1", "https://api.example/.well-known/oauth-protected-resource/a?tenant=1"],
  ] as const) {
    rule(["RFC9728-3-1", "RFC9728-3.1-2"], `puts the well-known part into ${resource}`, () => {
      assert.equal(resourceMetadataUrl(resource), url);
    });
  }

  it("keeps the origin, and what follows it, of any address", () => {
    forAll(
      property(webUrl({ withQueryParameters: true }), (resource) => {
        const { origin, pathname, search } = new URL(resource);
        const url = new URL(resourceMetadataUrl(resource));
        assert.equal(url.origin, origin);
        assert.equal(
          url.href.replace("/.well-known/oauth-protected-resource", ""),
          origin + (pathname === "/" && search === "" ? "" : pathname === "/" ? search : pathname + search),
        );
      }),
    );
  });
});

describe("printResourceMetadata()", () => {
  rule("RFC9728-2-1", "names each member as the specification does", () => {
    assert.deepEqual(
      printResourceMetadata({
        resource: BOOKS,
        authorizationServers: ["https://id.example"],
        jwksUri: "https://api.example/jwks",
        scopesSupported: ["books:read"],
        bearerMethodsSupported: ["header", "body"],
        resourceSigningAlgValuesSupported: ["ES256"],
        resourceName: "Books",
        resourceDocumentation: "https://api.example/docs",
        resourcePolicyUri: "https://api.example/policy",
        resourceTosUri: "https://api.example/terms",
        tlsClientCertificateBoundAccessTokens: false,
        authorizationDetailsTypesSupported: ["loan"],
        dpopSigningAlgValuesSupported: ["ES256"],
        dpopBoundAccessTokensRequired: true,
        more: { "resource_name#fr": "Livres" },
      }),
      {
        resource: BOOKS,
        authorization_servers: ["https://id.example"],
        jwks_uri: "https://api.example/jwks",
        scopes_supported: ["books:read"],
        bearer_methods_supported: ["header", "body"],
        resource_signing_alg_values_supported: ["ES256"],
        resource_name: "Books",
        resource_documentation: "https://api.example/docs",
        resource_policy_uri: "https://api.example/policy",
        resource_tos_uri: "https://api.example/terms",
        tls_client_certificate_bound_access_tokens: false,
        authorization_details_types_supported: ["loan"],
        dpop_signing_alg_values_supported: ["ES256"],
        dpop_bound_access_tokens_required: true,
        "resource_name#fr": "Livres",
      },
    );
  });

  rule("RFC9728-3.2-2", "leaves out what has no value", () => {
    const empty = { authorizationServers: [], scopesSupported: [], bearerMethodsSupported: [], resourceName: "" };
    assert.deepEqual(printResourceMetadata({ resource: BOOKS, ...empty, more: { x: [] } }), { resource: BOOKS });
  });
});

describe("checkResourceMetadata()", () => {
  for (const resource of [
    BOOKS,
    "https://api.example",
    "https://api.example/?a=b",
    "http://localhost:8000/api",
    "http://127.0.0.1/",
  ]) {
    rule("RFC9728-1.2-1", `lets ${resource} through`, () => checkResourceMetadata({ resource }));
  }

  const wrong: readonly (readonly [string, string, Partial<ResourceMetadata>, string])[] = [
    ["RFC9728-1.2-1", "a name in the clear", { resource: "http://api.example/" }, "not an https URL"],
    ["RFC9728-1.2-1", "a name without an address", { resource: "urn:books" }, "not an https URL"],
    ["RFC9728-1.2-1", "a name with a fragment", { resource: `${BOOKS}#x` }, "it has a fragment"],
    ["RFC9728-1.2-1", "a path", { resource: "/books" }, "it is not an absolute URI"],
    ["RFC9728-2-2", "keys in the clear", { jwksUri: "http://api.example/jwks" }, "jwks_uri that is not an https URL"],
    ["RFC9728-2-2", "keys at no address", { jwksUri: "/jwks" }, "jwks_uri that is not an https URL"],
    ["RFC9728-2-5", "no signature", { resourceSigningAlgValuesSupported: ["none"] }, "the signing algorithm 'none'"],
    ["RFC9728-2-5", "no signature of proofs", { dpopSigningAlgValuesSupported: ["ES256", "none"] }, "'none'"],
    ["RFC9728-2-1", "its name twice", { more: { resource: "https://other.example" } }, "the member 'resource' twice"],
  ];
  for (const [id, what, said, says] of wrong) {
    rule(id, `throws for ${what}`, () => {
      assert.throws(() => checkResourceMetadata({ resource: BOOKS, ...said }), SyntaxError, says);
    });
  }

  for (const [what, said] of [
    ["an issuer with a slash too many", { authorizationServers: ["https://id.example/"] }],
    ["an issuer that is none", { authorizationServers: ["https://id.example", "id"] }],
    ["a page that runs", { resourceDocumentation: "javascript:alert(1)" }],
    ["a policy that is no page", { resourcePolicyUri: "policy" }],
    ["terms that are no page", { resourceTosUri: "data:text/html,x" }],
  ] as const) {
    it(`throws for ${what}`, () =>
      assert.throws(() => checkResourceMetadata({ resource: BOOKS, ...said }), SyntaxError));
  }
});
