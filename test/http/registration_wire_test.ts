import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { digest } from "../../src/platform/mod.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";

const JSON_TYPE = { "content-type": "application/json" };
const DOCUMENT = JSON.stringify({ redirect_uris: ["https://app.test/cb"] });

describe("the registration of clients, over a socket", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer({ settings: { CLIENT_REGISTRATION: "open" } });
  });

  after(() => server.stop());

  async function bearer(): Promise<Readonly<Record<string, string>>> {
    const { issuer } = server;
    const token = mintToken("it", issuer);
    await issuer.durable.initialTokens.add({ digest: digest(token), usesLeft: 1, createdAt: 1 });
    return { authorization: `Bearer ${token}` };
  }

  async function post(path: string, body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) {
    const init = { method: "POST", body, headers: { ...(await bearer()), ...headers } };
    const response = await fetch(server.origin + path, init);
    return { response, told: (await response.json()) as Readonly<Record<string, unknown>> };
  }

  for (const path of ["/register", "/register/", "/o/register/", "/oauth/register", "/oauth2/register/"]) {
    it(`is at ${path}`, async () => assert.equal((await post(path, DOCUMENT)).response.status, 201));
  }

  for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;a=b"]) {
    rule("RFC7591-3-2", `takes ${type}`, async () =>
      assert.equal((await post("/register", DOCUMENT, { "content-type": type })).response.status, 201),
    );
  }

  for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/jsonp", "application/jwt", ""]) {
    rule("RFC7591-3-2", `refuses a body of the type '${type}'`, async () => {
      const { response, told } = await post("/register", DOCUMENT, { "content-type": type });
      assert.equal(response.status, 400);
      assert.equal(told["error"], "invalid_request");
    });
  }

  for (const [size, status] of [
    [65_536, 201],
    [65_537, 413],
    [1_000_000, 413],
  ] as const) {
    beyond("RFC7591-3-2", `answers ${status} to ${size} bytes`, async () => {
      const body = DOCUMENT.replace("}", `,"colour":"${"x".repeat(size - DOCUMENT.length - 12)}"}`);
      assert.lengthOf(body, size);
      assert.equal((await post("/register", body)).response.status, status);
    });
  }

  it("refuses what is compressed, and what is no UTF-8", async () => {
    const compressed = await post("/register", DOCUMENT, { ...JSON_TYPE, "content-encoding": "gzip" });
    assert.equal(compressed.response.status, 415);
    const headers = { ...(await bearer()), ...JSON_TYPE };
    const body = Buffer.from('{"redirect_uris":["https://app.test/\xff"]}', "latin1");
    assert.equal((await fetch(`${server.origin}/register`, { method: "POST", headers, body })).status, 400);
  });

  it("is read, replaced and removed at the address that it was told, and at its aliases", async () => {
    const { told } = await post("/register", DOCUMENT);
    const path = new URL(String(told["registration_client_uri"])).pathname;
    let token = String(told["registration_access_token"]);
    for (const prefix of ["", "/o", "/oauth", "/oauth2"]) {
      const headers = { authorization: `Bearer ${token}`, ...JSON_TYPE };
      const address = `${server.origin}${prefix}${path}/`;
      assert.equal((await fetch(address, { headers })).status, 200, address);
      const body = DOCUMENT.replace("{", `{"client_id":"${String(told["client_id"])}",`);
      const replaced = await fetch(address, { method: "PUT", headers, body });
      assert.equal(replaced.status, 200, address);
      token = ((await replaced.json()) as Record<string, string>)["registration_access_token"]!;
    }
    const headers = { authorization: `Bearer ${token}` };
    const removed = await fetch(server.origin + path, { method: "DELETE", headers });
    assert.deepEqual([removed.status, await removed.text()], [204, ""]);
    assert.equal((await fetch(server.origin + path, { headers })).status, 401);
  });

  it("is closed to scripts of other origins", async () => {
    for (const [path, method] of [
      ["/register", "POST"],
      ["/register/some-id", "GET"],
    ] as const) {
      const headers = { origin: "https://app.test" };
      const asked = { ...headers, "access-control-request-method": method };
      for (const init of [
        { method, headers },
        { method: "OPTIONS", headers: asked },
      ])
        assert.isNull((await fetch(server.origin + path, init)).headers.get("access-control-allow-origin"));
    }
  });

  for (const [path, methods] of [
    ["/register", ["GET", "PUT", "DELETE", "PATCH"]],
    ["/register/some-id", ["POST", "PATCH"]],
  ] as const) {
    for (const method of methods) {
      it(`answers 405 to ${method} ${path}`, async () => {
        const response = await fetch(server.origin + path, { method, headers: JSON_TYPE });
        assert.equal(response.status, 405);
        assert.notInclude(response.headers.get("allow"), method);
      });
    }
  }
});

describe("the registration of clients where it is off", () => {
  it("is nowhere, and nothing tells of it", async () => {
    const server = await httpServer();
    try {
      for (const path of ["/register", "/register/some-id", "/o/register/"])
        assert.equal((await fetch(server.origin + path, { method: "POST", headers: JSON_TYPE })).status, 404);
      for (const name of ["openid-configuration", "oauth-authorization-server"])
        assert.notInclude(
          await (await fetch(`${server.origin}/.well-known/${name}`)).text(),
          '"registration_endpoint"',
        );
    } finally {
      await server.stop();
    }
  });

  for (const mode of ["open", "token"]) {
    it(`is named in the metadata where it is ${mode}`, async () => {
      const server = await httpServer({ settings: { CLIENT_REGISTRATION: mode } });
      try {
        for (const name of ["openid-configuration", "oauth-authorization-server"]) {
          const told = await (await fetch(`${server.origin}/.well-known/${name}`)).text();
          assert.include(told, '"registration_endpoint":"https://issuer.test/register"');
        }
      } finally {
        await server.stop();
      }
    });
  }
});
