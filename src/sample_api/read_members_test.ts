import { assert } from "chai";
import { contextOf, type RequestParts } from "../../test/support/koa_context.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { readMembers } from "./read_members.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

function typed(type: string, body: string | Uint8Array, headers: RequestParts["headers"] = {}) {
  return contextOf({ method: "PATCH", body, headers: { "content-type": type, ...headers } });
}

async function read(type: string, body: string): Promise<readonly (readonly [string, unknown])[]> {
  return [...(await readMembers(typed(type, body)))];
}

describe("readMembers()", () => {
  for (const [type, body, members] of [
    [
      JSON_TYPE,
      '{"a":1,"b":null}',
      [
        ["a", 1],
        ["b", null],
      ],
    ],
    [`${JSON_TYPE}; charset=utf-8`, '{"a":"\u00e9"}', [["a", "\u00e9"]]],
    ["Application/JSON", "{}", []],
    [
      FORM_TYPE,
      "a=1&b=",
      [
        ["a", "1"],
        ["b", ""],
      ],
    ],
    [`${FORM_TYPE};charset=UTF-8`, "a=x+y%C3%A9", [["a", "x y\u00e9"]]],
    [
      FORM_TYPE,
      "b=2&a=1",
      [
        ["b", "2"],
        ["a", "1"],
      ],
    ],
    [
      FORM_TYPE,
      "__proto__=1&constructor=2",
      [
        ["__proto__", "1"],
        ["constructor", "2"],
      ],
    ],
  ] as const) {
    it(`reads '${body}' of the type '${type}'`, async () => assert.deepEqual(await read(type, body), members));
  }

  it("reads a body that says that it is not compressed", async () => {
    const members = await readMembers(typed(JSON_TYPE, '{"a":1}', { "content-encoding": "identity" }));
    assert.equal(members.get("a"), 1);
  });

  it("reads what is left of a form that was read before, by who looked for a token in it", async () => {
    const context = typed(FORM_TYPE, "access_token=t&email=");
    Object.assign(context.request, { body: {}, rawBody: "access_token=t&email=" });
    assert.equal((await readMembers(context)).get("email"), "");
  });
});

describe("readMembers(), of what it cannot read", () => {
  for (const [what, type, body, status] of [
    ["nothing", JSON_TYPE, "", 400],
    ["broken JSON", JSON_TYPE, "{", 400],
    ["a list", JSON_TYPE, "[]", 400],
    ["a form that is said to be JSON", JSON_TYPE, "a=1", 400],
    ["a field that is repeated", FORM_TYPE, "a=1&b=2&a=1", 400],
    ["a field that is repeated without a value", FORM_TYPE, "a&a", 400],
    ["broken percent-encoding", FORM_TYPE, "a=%z", 400],
    ["text", "text/plain", "a=1", 415],
    ["JSON by another name", "application/merge-patch+json", "{}", 415],
    ["a form in parts", "multipart/form-data; boundary=x", "--x--", 415],
    ["a type that is none", "json", "{}", 415],
  ] as const) {
    it(`refuses ${what} with ${status}`, () =>
      assertRefused(() => readMembers(typed(type, body)), { code: "invalid_request", status }));
  }

  for (const encoding of ["gzip", "br", "deflate", "GZIP", "identity, gzip"]) {
    it(`refuses a body that is packed by '${encoding}', unread`, async () => {
      const context = typed(JSON_TYPE, "{}", { "content-encoding": encoding });
      await assertRefused(() => readMembers(context), { code: "invalid_request", status: 415, says: "compressed" });
      assert.isUndefined(context.request.rawBody);
    });
  }

  it("refuses a request without a body", () =>
    assertRefused(() => readMembers(contextOf({ method: "PUT", headers: { "content-type": JSON_TYPE } })), {
      code: "invalid_request",
      status: 400,
      says: "no body",
    }));

  it("refuses a body that is shorter than its headers tell, and closes the connection", async () => {
    const context = typed(JSON_TYPE, "{}", { "content-length": "9" });
    await assertRefused(() => readMembers(context), { code: "invalid_request", status: 400, says: "the length" });
    assert.equal(context.res.getHeader("Connection"), "close");
  });

  it("reads 64 KiB, counted in bytes, and refuses a byte more with the connection closed", async () => {
    const fitting = `{"x":"${"\u00e9".repeat(32_764)}"}`;
    assert.equal(Buffer.byteLength(fitting), 65_536);
    assert.equal((await readMembers(typed(JSON_TYPE, fitting))).size, 1);
    const context = typed(JSON_TYPE, `${fitting} `);
    await assertRefused(() => readMembers(context), { code: "invalid_request", status: 413, says: "65536" });
    assert.equal(context.res.getHeader("Connection"), "close");
  });
});
