import { assert } from "chai";
import type { Context } from "koa";
import { rule } from "../../conformance/support/rule.ts";
import { askKoa, koaOf } from "../../test/support/koa_server.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import type { WireRequest } from "../protocol/mod.ts";
import { wireRequestOf, type WireRequestOptions } from "./wire_request.ts";

/** What a function makes of a request as the endpoints see it. */
async function seen<T>(
  path: string,
  look: (request: WireRequest, context: Context) => T | Promise<T>,
  { init = {}, ...options }: Partial<WireRequestOptions> & { readonly init?: RequestInit } = {},
): Promise<T> {
  const results: T[] = [];
  const app = koaOf(async (context) => {
    results.push(await look(wireRequestOf(context, { body: "", secure: false, ...options }), context));
    context.body = "";
  });
  await askKoa(app, path, init);
  const [result] = results;
  return result ?? assert.fail("nothing was seen");
}

describe("wireRequestOf()", () => {
  it("tells method, path, address and whether it is secure", async () => {
    const init = { method: "POST" };
    const request = await seen(
      "/a%20b/?c=d",
      ({ method, path, address, secure }) => ({ method, path, address, secure }),
      {
        init,
        secure: true,
      },
    );
    assert.deepEqual(request, { method: "POST", path: "/a%20b/", address: "127.0.0.1", secure: true });
  });

  it("reads the query and the form, each once", async () => {
    const read = await seen(
      "/?a=%C3%BC&b=",
      (request) => [
        request.query.get("a"),
        request.query === request.query,
        request.form.get("c"),
        request.form === request.form,
      ],
      { body: "c=d+e" },
    );
    assert.deepEqual(read, ["ü", true, "d e", true]);
  });

  rule("RFC6749-10.14-1", "refuses a query and a form that cannot be read when they are read, not before", async () => {
    const codes = await seen(
      "/?a=%zz",
      async (request) => [
        request.method,
        (await refusalOf(() => request.query)).code,
        (await refusalOf(() => request.form)).code,
      ],
      { body: "b=%ff" },
    );
    assert.deepEqual(codes, ["GET", "invalid_request", "invalid_request"]);
  });

  for (const [secure, expected] of [
    [false, { sid: "1", "__Host-sid": "2" }],
    [true, { sid: "2" }],
  ] as const) {
    it(`reads the cookies of ${secure ? "https" : "http"}, once`, async () => {
      const init = { headers: { cookie: "sid=1; __Host-sid=2" } };
      const [cookies, again] = await seen("/", (request) => [request.cookies, request.cookies], { init, secure });
      assert.deepEqual(Object.fromEntries(cookies ?? []), expected);
      assert.strictEqual(cookies, again);
    });
  }

  it("finds a header however its name is written, and none that is not there", async () => {
    const init = { headers: { "X-Name": "value" } };
    const found = await seen("/", (request) => ["x-name", "X-NAME", "x-none"].map((name) => request.header(name)), {
      init,
    });
    assert.deepEqual(found, ["value", "value", undefined]);
  });

  it("takes the first of a header that Node keeps as a list", async () => {
    const found = await seen("/", (request, context) => {
      context.req.headers["set-cookie"] = ["a=1", "b=2"];
      return String(request.header("Set-Cookie"));
    });
    assert.equal(found, "a=1");
  });
});
