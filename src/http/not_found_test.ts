import { assert } from "chai";
import { type Answered, askKoa, koaOf } from "../../test/support/koa_server.ts";
import { notFound } from "./not_found.ts";

function asked(accept: string, { base = "", secure = false, method = "GET" } = {}): Promise<Answered> {
  return askKoa(koaOf(notFound({ base, secure })), "/nothing", { method, headers: { accept } });
}

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

describe("notFound()", () => {
  for (const accept of [BROWSER, "text/html", "application/json;q=0.5, text/html"]) {
    it(`shows a page to who prefers one: ${accept}`, async () => {
      const { status, headers, text } = await asked(accept, { base: "/tenant" });
      assert.deepEqual([status, headers.get("content-type")], [404, "text/html; charset=utf-8"]);
      for (const said of ["There is no such page", "Cannot find anything at this address"]) assert.include(text, said);
      assert.include(text, 'href="/tenant/');
      assert.include(headers.get("content-security-policy"), "frame-ancestors 'none'");
    });
  }

  for (const accept of ["*/*", "application/json", "text/html;q=0.5, application/json", "image/png"]) {
    it(`says it in JSON to all others: ${accept}`, async () => {
      const { status, headers, text } = await asked(accept, { method: "POST" });
      assert.deepEqual([status, headers.get("content-type")], [404, "application/json"]);
      assert.deepEqual(JSON.parse(text), {
        error: "not_found",
        error_description: "Cannot find anything at this address",
      });
    });
  }

  it("is sent as all answers of an issuer on https are", async () => {
    for (const accept of ["text/html", "application/json"]) {
      assert.isTrue((await asked(accept, { secure: true })).headers.has("strict-transport-security"));
      assert.isFalse((await asked(accept)).headers.has("strict-transport-security"));
    }
  });
});
