import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { printRequest, sendRaw } from "../support/raw_http.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

/** What each address takes, beside OPTIONS; HEAD goes with GET. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  "/token": ["POST"],
  "/revoke": ["POST"],
  "/introspect": ["POST"],
  "/authorize": ["GET", "POST"],
  "/interaction/some-id": ["GET", "POST"],
  "/login": ["GET", "POST"],
  "/logout": ["GET", "POST"],
  "/logout/confirm": ["POST"],
  "/account": ["GET"],
  "/account/revoke": ["POST"],
  "/account/sessions/end": ["POST"],
  "/": ["GET"],
  "/.well-known/oauth-authorization-server": ["GET"],
  "/o/token/": ["POST"],
};

function allowOf(methods: readonly string[]): string {
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
}

describe("the methods of each address", () => {
  let server: HttpServer;

  before(async () => {
    server = await httpServer();
  });

  after(() => server.stop());

  async function answerTo(method: string, path: string) {
    const [answer] = await sendRaw(
      server.port,
      printRequest(`${method} ${path}`, { headers: { Connection: "close" } }),
    );
    return answer!;
  }

  for (const [path, methods] of Object.entries(ADDRESSES)) {
    it(`${path} takes ${allowOf(methods)}`, async () => {
      for (const method of METHODS) {
        const { status, headers } = await answerTo(method, path);
        const taken = allowOf(methods).split(", ").includes(method);
        if (method === "OPTIONS") assert.equal(status, 204);
        else assert.equal(status === 405, !taken, `${method}: ${status}`);
        if (status === 405 || status === 204) assert.equal(headers["allow"], allowOf(methods), method);
        assert.isBelow(status, 500);
      }
    });
  }

  for (const path of ["/token", "/revoke", "/introspect"]) {
    it(`${path} says in JSON what it does not take`, async () => {
      const { headers, body } = await answerTo("GET", `${path}?grant_type=client_credentials`);
      assert.equal(headers["content-type"], "application/json");
      assert.equal(headers["cache-control"], "no-store");
      assert.deepInclude(JSON.parse(body), { error: "invalid_request" });
    });
  }

  for (const path of ["/", "/login", "/.well-known/oauth-authorization-server", "/authorize?client_id=a"]) {
    it(`${path} answers HEAD as GET, without the body`, async () => {
      const [get, head] = [await answerTo("GET", path), await answerTo("HEAD", path)];
      assert.equal(head.status, get.status);
      assert.equal(head.body, "");
      assert.equal(head.headers["content-type"], get.headers["content-type"]);
      assert.notEqual(get.body, "");
    });
  }

  rule("RFC9700-2.6-6", "/authorize lets no script of another origin in", async () => {
    for (const path of ["/authorize", "/o/authorize/", "/interaction/some-id"]) {
      for (const method of ["GET", "OPTIONS"]) {
        const request = printRequest(`${method} ${path}`, {
          headers: { Origin: "https://app.test", "Access-Control-Request-Method": "POST", Connection: "close" },
        });
        const [answer] = await sendRaw(server.port, request);
        const cors = Object.keys(answer!.headers).filter((name) => name.startsWith("access-control-"));
        assert.deepEqual(cors, [], `${method} ${path}`);
      }
    }
  });

  it("nothing else is there, whatever the method", async () => {
    for (const path of [
      "/nothing",
      "/token/x",
      "/tokens",
      "//token",
      "/TOKEN",
      "/o",
      "/o/",
      "/.well-known",
      "/%2e%2e/token",
    ]) {
      for (const method of ["GET", "POST", "OPTIONS"]) assert.equal((await answerTo(method, path)).status, 404, path);
    }
  });
});
