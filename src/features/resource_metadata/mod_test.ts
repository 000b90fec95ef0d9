import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import type { GivenSettings } from "../../../test/support/config.ts";
import { httpServer } from "../../../test/support/http_server.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { resourceMetadata } from "./mod.ts";

const ROOT = "/.well-known/oauth-protected-resource";
const API = `${ROOT}/api`;

async function document(path: string, settings: GivenSettings = {}) {
  return bodyOf(await (await issuerUnderTest({ settings })).get(path));
}

/** The documents that a server serves at some addresses: what each calls itself; undefined where there is none. */
async function names(
  paths: readonly string[],
  { url, settings }: { readonly url?: string; readonly settings?: GivenSettings },
) {
  const server = await httpServer({
    ...(url === undefined ? {} : { url }),
    ...(settings === undefined ? {} : { settings }),
  });
  try {
    return await Promise.all(
      paths.map(async (path) => {
        const response = await fetch(server.origin + path);
        const { resource }: { readonly resource?: unknown } = response.ok ? JSON.parse(await response.text()) : {};
        return resource;
      }),
    );
  } finally {
    await server.stop();
  }
}

describe("resourceMetadata(), of the API", () => {
  rule(
    ["RFC9728-2-1", "RFC9728-2-4", "RFC9728-2-6"],
    "says whose tokens it takes, for which scopes and how they are sent",
    async () => {
      assert.deepEqual(await document(API), {
        resource: "https://issuer.test/api",
        authorization_servers: ["https://issuer.test"],
        scopes_supported: ["read", "write"],
        bearer_methods_supported: ["header"],
        resource_name: "Sample API",
      });
    },
  );

  it("says what settings say", async () => {
    const said = await document(API, {
      OAUTH2_PROTECTED_RESOURCE_NAME: "People",
      OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION: "https://docs.test/",
      OAUTH2_PROTECTED_RESOURCE_POLICY_URI: "https://docs.test/policy",
      OAUTH2_PROTECTED_RESOURCE_TOS_URI: "https://docs.test/terms",
    });
    assert.include(said, {
      resource_name: "People",
      resource_documentation: "https://docs.test/",
      resource_policy_uri: "https://docs.test/policy",
      resource_tos_uri: "https://docs.test/terms",
    });
  });

  for (const [form, query, methods] of [
    ["true", "false", ["header", "body"]],
    ["false", "true", ["header", "query"]],
    ["true", "true", ["header", "body", "query"]],
  ] as const) {
    it(`says that tokens may be sent by ${methods.join(", ")} where that is so`, async () => {
      const said = await document(API, { BEARER_IN_FORM: form, BEARER_IN_QUERY: query });
      assert.deepEqual(said["bearer_methods_supported"], methods);
    });
  }

  it("names its own scopes, and none that the issuer does not know", async () => {
    const own = { SCOPES: "look touch", DEFAULT_SCOPES: "look", READ_SCOPE: "look", WRITE_SCOPE: "touch" };
    assert.deepEqual((await document(API, own))["scopes_supported"], ["look", "touch"]);
    assert.notProperty(await document(API, { SCOPES: "other", DEFAULT_SCOPES: "other" }), "scopes_supported");
  });
});

describe("resourceMetadata(), of the server itself", () => {
  it("says that it takes its own tokens, in the header", async () => {
    const said = await document(ROOT);
    assert.deepInclude(said, {
      resource: "https://issuer.test",
      authorization_servers: ["https://issuer.test"],
      bearer_methods_supported: ["header"],
    });
    assert.includeMembers(said["scopes_supported"] as string[], ["read", "introspection", "openid"]);
  });
});

describe("resourceMetadata(), as to addresses", () => {
  rule(["RFC9728-3-1", "RFC9728-3.3-1"], "has each document where its name says", async () => {
    const found = await names([ROOT, API, `${API}/`, `${ROOT}/other`], {});
    assert.deepEqual(found, ["https://issuer.test", "https://issuer.test/api", "https://issuer.test/api", undefined]);
  });

  rule(["RFC9728-3-1", "RFC9728-3.3-1"], "puts the path of an issuer behind the well-known part", async () => {
    const paths = [`${ROOT}/tenant`, `${ROOT}/tenant/api`, ROOT, API];
    const found = await names(paths, { url: "https://issuer.test/tenant" });
    assert.deepEqual(found, ["https://issuer.test/tenant", "https://issuer.test/tenant/api", undefined, undefined]);
  });

  for (const [what, identifier, paths, expected] of [
    [
      "another path",
      "https://public.test/v1",
      [`${ROOT}/v1`, API, ROOT],
      ["https://public.test/v1", undefined, "https://issuer.test"],
    ],
    ["a host of its own", "https://api.test", [ROOT, API], ["https://api.test", undefined]],
    [
      "a host of its own with a slash",
      "https://api.test/",
      [ROOT, `${ROOT}/`],
      ["https://api.test/", "https://api.test/"],
    ],
  ] as const) {
    rule("RFC9728-3.3-1", `has the document of an API whose name is ${what} where that name says`, async () => {
      const settings = { OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: identifier };
      assert.deepEqual(await names(paths, { settings }), expected as readonly (string | undefined)[] as never);
    });
  }
});

describe("resourceMetadata(), in the server metadata", () => {
  async function listed(settings: GivenSettings = {}) {
    return (await issuerUnderTest({ settings })).issuer.metadata["protected_resources"];
  }

  rule("RFC9728-4-1", "lists the server, its API, and the resources that have an address", async () => {
    assert.deepEqual(await listed(), ["https://issuer.test", "https://issuer.test/api"]);
    const RESOURCES = JSON.stringify({ "https://api.test/books": {}, "urn:songs": {}, "https://issuer.test/api": {} });
    const known = ["https://issuer.test", "https://issuer.test/api", "https://api.test/books"];
    assert.deepEqual(await listed({ RESOURCES }), known);
    assert.include(
      await listed({ OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: "https://public.test/v1" }),
      "https://public.test/v1",
    );
  });
});

describe("resourceMetadata()", () => {
  const options = { path: "/api", scopes: [], bearerMethods: ["header"], others: [] } as const;

  it("is two documents for every origin, by GET", () => {
    const { name, spec, endpoints = [] } = resourceMetadata(options);
    assert.deepEqual([name, spec], ["resource_metadata", "RFC 9728"]);
    for (const { methods, cors, speaks } of endpoints)
      assert.deepEqual([methods, cors, speaks], [["GET"], "open", "json"]);
    assert.deepEqual(
      endpoints.map(({ path }) => path),
      [ROOT, API],
    );
  });
});
