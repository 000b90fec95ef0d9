import { assert } from "chai";
import { askKoa, koaOf } from "../../test/support/koa_server.ts";
import { API_DOCS_SCRIPT, BRAND_MARK, FORM_CHECK_SCRIPT, STYLESHEET } from "../pages/mod.ts";
import { assets } from "./assets.ts";

const FILES = [
  { ...STYLESHEET, content: STYLESHEET.text, type: "text/css; charset=utf-8" },
  { ...API_DOCS_SCRIPT, content: API_DOCS_SCRIPT.text, type: "text/javascript; charset=utf-8" },
  { ...FORM_CHECK_SCRIPT, content: FORM_CHECK_SCRIPT.text, type: "text/javascript; charset=utf-8" },
  { ...BRAND_MARK, content: BRAND_MARK.svg, type: "image/svg+xml" },
];

function asked(path: string, init: RequestInit = {}, bases: readonly string[] = [""]) {
  return askKoa(koaOf(assets(bases)), path, init);
}

describe("assets()", () => {
  for (const { path, content, type, etag } of FILES) {
    it(`serves ${type}, to be kept for ever`, async () => {
      const { status, headers, text } = await asked(path);
      assert.deepEqual([status, text], [200, content]);
      assert.equal(headers.get("content-type"), type);
      assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("etag"), etag);
    });

    it(`answers HEAD with the head of ${type}`, async () => {
      const { status, headers, text } = await asked(path, { method: "HEAD" });
      assert.deepEqual([status, text], [200, ""]);
      assert.equal(headers.get("content-length"), String(Buffer.byteLength(content)));
    });

    it(`sends ${type} to nobody who has it`, async () => {
      for (const [known, status] of [
        [etag, 304],
        ['"another"', 200],
      ] as const) {
        // Said for fetch, which would otherwise ask every cache to be passed over.
        const headers = { "if-none-match": known, "cache-control": "max-age=0" };
        assert.equal((await asked(path, { headers })).status, status, known);
      }
    });
  }

  it("serves them below each issuer, and nowhere else", async () => {
    const { path } = STYLESHEET;
    for (const [address, status] of [
      [`/a${path}`, 200],
      [`/b${path}`, 200],
      [path, 404],
      [`/a${path}/`, 404],
    ] as const) {
      assert.equal((await asked(address, {}, ["/a", "/b"])).status, status, address);
    }
  });

  it("leaves other methods to others", async () => {
    for (const method of ["POST", "DELETE", "OPTIONS"])
      assert.equal((await asked(STYLESHEET.path, { method })).status, 404, method);
  });
});
