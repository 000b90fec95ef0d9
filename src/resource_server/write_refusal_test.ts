import { assert } from "chai";
import { contextOf, writtenTo } from "./_context_test.ts";
import { writeRefusal } from "./write_refusal.ts";

const KEPT_BY_NOBODY = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

describe("writeRefusal()", () => {
  it("writes JSON that nobody may keep or take for something else", () => {
    const context = contextOf();
    writeRefusal(context, { status: 403, headers: {}, body: { error: "access_denied" } });
    const { status, headers, body } = writtenTo(context);
    assert.deepInclude(headers, KEPT_BY_NOBODY);
    assert.deepEqual({ status, body }, { status: 403, body: { error: "access_denied" } });
  });

  it("lets its own headers stand above the usual ones", () => {
    const context = contextOf();
    writeRefusal(context, { status: 401, headers: { "Cache-Control": "private", Allow: "GET" }, body: {} });
    assert.deepInclude(writtenTo(context).headers, { ...KEPT_BY_NOBODY, "cache-control": "private", allow: "GET" });
  });

  it("replaces what was written before, its status included", () => {
    const context = contextOf();
    context.status = 200;
    context.body = "<p>all is well</p>";
    writeRefusal(context, { status: 400, headers: {}, body: { error: "invalid_request" } });
    const { status, headers, body } = writtenTo(context);
    assert.deepEqual([status, body], [400, { error: "invalid_request" }]);
    assert.equal(headers["content-type"], "application/json");
  });

  it("tells the length in bytes, not in characters", () => {
    const context = contextOf();
    writeRefusal(context, { status: 400, headers: {}, body: { error: "\u00e9" } });
    assert.equal(context.length, Buffer.byteLength('{"error":"\u00e9"}'));
  });

  it("answers a HEAD request with the same status and headers", () => {
    const [get, head] = ["GET", "HEAD"].map((method) => contextOf({ method }));
    for (const context of [get!, head!]) writeRefusal(context, { status: 401, headers: {}, body: {} });
    assert.deepEqual(writtenTo(head!).headers, writtenTo(get!).headers);
  });
});
