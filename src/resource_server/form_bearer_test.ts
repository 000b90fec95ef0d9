import { gzipSync } from "node:zlib";
import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { contextOf, type RequestParts } from "./_context_test.ts";
import { readFormBearer } from "./form_bearer.ts";

const TYPE = "application/x-www-form-urlencoded";

/** A request with a form, and a token in it unless said otherwise. */
function formOf({ method = "POST", body = "access_token=t", headers = {} }: RequestParts = {}) {
  return contextOf({ method, body, headers: { "content-type": TYPE, ...headers } });
}

describe("readFormBearer()", () => {
  for (const [method, found] of [
    ["POST", "t"],
    ["PUT", "t"],
    ["PATCH", "t"],
    ["GET", undefined],
    ["HEAD", undefined],
    ["DELETE", undefined],
    ["OPTIONS", undefined],
  ] as const) {
    rule(
      "RFC6750-2.2-1",
      `finds ${found === undefined ? "nothing" : "the token"} in the form of a ${method}`,
      async () => assert.equal(await readFormBearer(formOf({ method })), found),
    );
  }

  for (const [type, found] of [
    [`${TYPE}; charset=utf-8`, "t"],
    [TYPE.toUpperCase(), "t"],
    ["application/json", undefined],
    ["text/plain", undefined],
    ["multipart/form-data; boundary=x", undefined],
    ["application/x-www-form-urlencoded-not", undefined],
    ["", undefined],
  ] as const) {
    rule(
      "RFC6750-2.2-2",
      `finds ${found === undefined ? "nothing" : "the token"} in a body of the type '${type}'`,
      async () => assert.equal(await readFormBearer(formOf({ headers: { "content-type": type } })), found),
    );
  }

  for (const [body, found] of [
    ["a=1&access_token=t&b=2", "t"],
    ["access_token=a%2Bb+c", "a+b c"],
    ["access_token=", undefined],
    ["access_token", undefined],
    ["token=t", undefined],
    ["ACCESS_TOKEN=t", undefined],
    ["a=1", undefined],
  ] as const) {
    it(`finds ${found === undefined ? "nothing" : `'${found}'`} in '${body}'`, async () =>
      assert.equal(await readFormBearer(formOf({ body })), found));
  }
});

describe("readFormBearer(), as to compressed forms", () => {
  it("reads one that is said not to be compressed", async () => {
    assert.equal(await readFormBearer(formOf({ headers: { "content-encoding": "identity" } })), "t");
  });

  for (const encoding of ["gzip", "deflate", "br", "gzip, identity"]) {
    it(`leaves one that is packed by '${encoding}' to the application, unread`, async () => {
      const context = formOf({ body: gzipSync("access_token=t"), headers: { "content-encoding": encoding } });
      assert.isUndefined(await readFormBearer(context));
      assert.isUndefined(context.request.rawBody);
    });
  }
});

describe("readFormBearer(), of a form that cannot be read", () => {
  for (const body of ["access_token=a&access_token=b", "access_token=%zz", "x=%F0&access_token=t", "x=\u00e9"]) {
    rule("RFC6750-3.1-1", `refuses '${body}'`, () =>
      assertRefused(() => readFormBearer(formOf({ body })), { code: "invalid_request", status: 400 }),
    );
  }

  it("reads 64 KiB and refuses a byte more, with the connection closed", async () => {
    const start = "access_token=t&x=";
    const fitting = `${start}${"x".repeat(65_536 - start.length)}`;
    assert.equal(await readFormBearer(formOf({ body: fitting })), "t");
    const context = formOf({ body: `${fitting}x` });
    await assertRefused(() => readFormBearer(context), { code: "invalid_request", status: 413, says: "64 KiB" });
    assert.equal(context.res.getHeader("Connection"), "close");
  });

  it("refuses one that is shorter than its headers tell", async () => {
    const context = formOf({ headers: { "content-length": "99" } });
    await assertRefused(() => readFormBearer(context), { code: "invalid_request", status: 400, says: "the form" });
    assert.equal(context.res.getHeader("Connection"), "close");
  });
});

describe("readFormBearer(), after a parser of the application", () => {
  function parsed(body: unknown, rawBody?: string) {
    const context = formOf();
    Object.assign(context.request, { body, ...(rawBody === undefined ? {} : { rawBody }) });
    return readFormBearer(context);
  }

  for (const [what, body, found] of [
    ["the token", { access_token: "t" }, "t"],
    ["nothing in an empty one", { access_token: "" }, undefined],
    ["nothing in a form without", { a: "1" }, undefined],
    ["nothing in text", "access_token=t", undefined],
    ["nothing in null", null, undefined],
  ] as const) {
    it(`finds ${what}, where the text was not kept`, async () => assert.equal(await parsed(body), found));
  }

  for (const member of [["a", "b"], ["a"], 7, null, { a: "b" }]) {
    it(`refuses ${JSON.stringify(member)} as token`, () =>
      assertRefused(() => parsed({ access_token: member }), { code: "invalid_request", rule: "RFC6750-3.1-1" }));
  }

  it("believes the text before the parser", async () => {
    assert.equal(await parsed({ access_token: "parser" }, "access_token=text"), "text");
  });
});
