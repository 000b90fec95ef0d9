import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { askKoa, koaOf } from "../../test/support/koa_server.ts";
import type { ResourceMetadata } from "../protocol/mod.ts";
import type { TokenReader } from "./access_token.ts";
import { authenticate, guard, hasScope, resourceMetadata, resourceMetadataUrl } from "./mod.ts";

const BOOKS = "https://api.example/books";
const PATH = "/.well-known/oauth-protected-resource/books";
const SAID: ResourceMetadata = { resource: BOOKS, authorizationServers: ["https://id.example"], resourceName: "Books" };

/** Asks an application that protects books and publishes what it says of them. */
function ask(path: string, init: RequestInit = {}, said: ResourceMetadata = SAID) {
  const reader: TokenReader = { read: async () => undefined };
  const protection = authenticate({ reader, resource: BOOKS, resourceMetadata: resourceMetadataUrl(said.resource) });
  return askKoa(koaOf(resourceMetadata(said), protection, guard(hasScope("books:read"))), path, init);
}

describe("resourceMetadata()", () => {
  rule(
    ["RFC9728-3.1-1", "RFC9728-3.2-1", "RFC9728-3.3-1"],
    "answers the document to whoever asks, without a token",
    async () => {
      const { status, headers, text } = await ask(PATH);
      assert.equal(status, 200);
      assert.match(headers.get("content-type") ?? "", /^application\/json\b/);
      assert.deepEqual(JSON.parse(text), {
        resource: BOOKS,
        authorization_servers: ["https://id.example"],
        resource_name: "Books",
      });
    },
  );

  it("lets every origin read it, and caches keep it for an hour", async () => {
    const { headers } = await ask(PATH);
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("cache-control"), "public, max-age=3600");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  });

  it("is not sent again to who has it", async () => {
    const tag = (await ask(PATH)).headers.get("etag") ?? "";
    const again = await ask(PATH, { headers: { "If-None-Match": tag } });
    assert.deepEqual([again.status, again.text], [304, ""]);
    assert.equal((await ask(PATH, { headers: { "If-None-Match": '"older"' } })).status, 200);
  });

  it("has no body for HEAD, and says what may be asked to OPTIONS", async () => {
    const head = await ask(PATH, { method: "HEAD" });
    assert.deepEqual([head.status, head.text], [200, ""]);
    const preflight = await ask(PATH, { method: "OPTIONS", headers: { Origin: "https://app.example" } });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("allow"), "GET, HEAD, OPTIONS");
    assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  });

  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    it(`refuses ${method} with 405`, async () => {
      const { status, headers } = await ask(PATH, { method });
      assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
    });
  }

  for (const path of [
    "/",
    "/books",
    `${PATH}/`,
    `${PATH}/x`,
    "/.well-known/oauth-protected-resource",
    PATH.toUpperCase(),
  ]) {
    rule("RFC9728-5.1-1", `leaves ${path} to the rest, whose challenge names the document`, async () => {
      const { status, headers } = await ask(path);
      assert.equal(status, 401);
      assert.include(headers.get("www-authenticate"), `resource_metadata="https://api.example${PATH}"`);
    });
  }

  it("is told from its neighbours by the query of its name", async () => {
    const said = { ...SAID, resource: `${BOOKS}?tenant=1` };
    assert.equal((await ask(`${PATH}?tenant=1`, {}, said)).status, 200);
    for (const query of ["", "?tenant=2", "?tenant=1&x=y"])
      assert.equal((await ask(PATH + query, {}, said)).status, 401);
    assert.equal((await ask(`${PATH}?whatever`)).status, 200);
  });

  it("throws before it serves anybody where it would publish nonsense", () => {
    assert.throws(() => resourceMetadata({ resource: "http://api.example" }), SyntaxError, "not an https URL");
    assert.throws(() => resourceMetadata({ ...SAID, authorizationServers: ["id"] }), SyntaxError);
  });
});
