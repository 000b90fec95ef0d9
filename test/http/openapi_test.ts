import { assert } from "chai";
import { API_ENDPOINTS } from "../../src/sample_api/mod.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer, type HttpServerOptions } from "../support/http_server.ts";
import { documentComplaints, type Found, type OpenApi, operationsOf } from "../support/openapi.ts";

const ISSUERS: Readonly<Record<string, HttpServerOptions>> = {
  "with all that can be turned on": { settings: EVERYTHING },
  "as it is when nobody says": {},
  "without OpenID Connect": { settings: { OIDC_ENABLED: "false" } },
  "below a path": { url: "https://issuer.test/tenant", settings: EVERYTHING },
  "without prefixes of older servers": { settings: { ...EVERYTHING, ALIAS_PREFIXES: "" } },
};

async function documentOf(server: HttpServer): Promise<OpenApi> {
  const { pathname } = new URL(server.issuer.url);
  const response = await fetch(`${server.origin}${pathname.replace(/\/$/, "")}/openapi.json`);
  assert.equal(response.status, 200);
  return (await response.json()) as OpenApi;
}

/** Where a request for an operation goes, with something in the place of each segment. */
function addressOf(server: HttpServer, found: Pick<Found, "path" | "server">): string {
  return server.origin + new URL(found.server + found.path.replaceAll(/\{\w+\}/g, "1")).pathname;
}

for (const [how, options] of Object.entries(ISSUERS)) {
  describe(`the OpenAPI document of an issuer ${how}`, () => {
    let server: HttpServer;
    let document: OpenApi;
    let all: readonly Found[];

    before(async () => {
      server = await httpServer(options);
      document = await documentOf(server);
      all = operationsOf(document);
    });

    after(() => server.stop());

    it("is one by the schema of OpenAPI 3.1", async () => {
      assert.deepEqual(await documentComplaints(document), []);
    });

    it("names no operation twice", () => {
      const names = all.map(({ operation }) => operation.operationId);
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
    });

    it("has every method of every endpoint of the issuer, and each for programs says what it does", () => {
      for (const { name, path, methods, speaks, describe } of server.issuer.endpoints) {
        const template = path.replaceAll(/:(\w+)/g, "{$1}");
        for (const method of methods)
          assert.exists(document.paths[template]?.[method.toLowerCase()], `${method} ${path}`);
        if (speaks === "page") continue;
        assert.exists(describe, `describe the endpoint '${name}' (src/engine/operation.ts)`);
        assert.sameMembers(Object.keys(describe(server.issuer)), [...methods], name);
      }
    });

    it("has every operation of the sample API, with its scope", () => {
      for (const { name, method, path, scope, anonymous } of API_ENDPOINTS) {
        const operation = document.paths[`/api${path.replace(":id", "{id}")}`]?.[method.toLowerCase()];
        assert.equal(operation?.operationId, name);
        const others = anonymous === true ? [{}] : [];
        assert.deepEqual(operation?.security, [{ oauth2: [...scope] }, { oauth1: [] }, ...others]);
      }
    });

    it("has no operation that is not served, and none of a path that takes more", async () => {
      for (const found of all) {
        const address = addressOf(server, found);
        if (/\/(?:health|ready)$/.test(address)) continue;
        const response = await fetch(address, { method: "OPTIONS" });
        assert.equal(response.status, 204, address);
        const taken = (response.headers.get("allow") ?? "").split(", ");
        const described = all.filter(({ path, server: below }) => path === found.path && below === found.server);
        assert.sameMembers(
          taken.filter((method) => method !== "HEAD" && method !== "OPTIONS"),
          described.map(({ method }) => method),
          address,
        );
      }
    });

    it("names other addresses only where the same is served", async () => {
      for (const { method, server: below, operation } of all) {
        for (const path of operation["x-also-at"] ?? []) {
          const response = await fetch(addressOf(server, { path, server: below }), { method: "OPTIONS" });
          assert.include((response.headers.get("allow") ?? "").split(", "), method, path);
        }
      }
    });

    it("names only scopes and ways of access that it explains", () => {
      const { securitySchemes } = document.components;
      for (const { operation } of all) {
        for (const [scheme, scopes] of operation.security.flatMap((one) => Object.entries(one))) {
          assert.property(securitySchemes, scheme, operation.operationId);
          for (const scope of scopes) assert.isTrue(server.issuer.settings.scopes.has(scope), scope);
        }
      }
    });

    it("refers to no component that is not there, and has none to which nothing refers", () => {
      const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
      assert.sameMembers([...new Set(named)], Object.keys(document.components.schemas));
    });

    it("says of every segment of a path what it is", () => {
      for (const { path, operation } of all) {
        const segments = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name);
        const told = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
        assert.sameMembers(
          told.map(({ name }) => name),
          segments,
          path,
        );
      }
    });
  });
}

describe("the schema of OpenAPI 3.1, as the tests use it", () => {
  let server: HttpServer;
  before(async () => void (server = await httpServer()));
  after(() => server.stop());

  for (const [what, spoil] of [
    ["an answer without a description", (operation: object) => Reflect.set(operation, "responses", { 200: {} })],
    ["a parameter that is nowhere", (operation: object) => Reflect.set(operation, "parameters", [{ name: "a" }])],
    ["a security that is no list", (operation: object) => Reflect.set(operation, "security", {})],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const document = await documentOf(server);
      spoil(operationsOf(document)[0]!.operation);
      assert.isNotEmpty(await documentComplaints(document));
    });
  }
});

describe("GET /openapi.json", () => {
  let server: HttpServer;
  before(async () => void (server = await httpServer({ settings: EVERYTHING })));
  after(() => server.stop());

  it("tells where the issuer's tokens come from, and what each scope means", async () => {
    const { securitySchemes } = (await documentOf(server)).components;
    const { settings } = server.issuer;
    const shared = {
      tokenUrl: "https://issuer.test/token",
      refreshUrl: "https://issuer.test/token",
      scopes: Object.fromEntries(settings.scopes),
    };
    assert.deepEqual(securitySchemes["oauth2"]?.["flows"], {
      authorizationCode: { authorizationUrl: "https://issuer.test/authorize", ...shared },
      clientCredentials: shared,
    });
    assert.deepInclude(securitySchemes["clientAuth"], { type: "http", scheme: "basic" });
    assert.equal(
      securitySchemes["openIdConnect"]?.["openIdConnectUrl"],
      "https://issuer.test/.well-known/openid-configuration",
    );
  });

  it("is not sent again to who has it", async () => {
    const first = await fetch(`${server.origin}/openapi.json`);
    const tag = first.headers.get("etag")!;
    const again = await fetch(`${server.origin}/openapi.json`, { headers: { "If-None-Match": tag } });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get("etag"), tag);
    assert.equal(await again.text(), "");
    const stale = await fetch(`${server.origin}/openapi.json`, { headers: { "If-None-Match": '"another"' } });
    assert.equal(stale.status, 200);
  });

  it("may be read by scripts of any origin, and at the addresses of older servers", async () => {
    const headers = { Origin: "https://editor.test" };
    for (const path of ["/openapi.json", "/o/openapi.json", "/oauth/openapi.json/"]) {
      const response = await fetch(server.origin + path, { headers });
      assert.equal(response.headers.get("access-control-allow-origin"), "*", path);
      assert.equal(((await response.json()) as OpenApi).openapi, "3.1.0");
    }
  });

  it("answers HEAD without the document", async () => {
    const response = await fetch(`${server.origin}/openapi.json`, { method: "HEAD" });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.equal(await response.text(), "");
  });

  it("is not there where the installation says so", async () => {
    const silent = await httpServer({ settings: { API_DOCS: "off" } });
    for (const path of ["/openapi.json", "/docs"]) assert.equal((await fetch(silent.origin + path)).status, 404, path);
    await silent.stop();
  });
});
