import { assert } from "chai";
import { contextOf, writtenTo } from "../../test/support/koa_context.ts";
import { empty, json } from "../protocol/mod.ts";
import type { ApiReply } from "./endpoint.ts";
import { sendReply } from "./send_reply.ts";

function sent(reply: ApiReply) {
  const context = contextOf();
  sendReply(context, reply);
  return writtenTo(context);
}

describe("sendReply()", () => {
  it("sends JSON by its type, which no browser may guess otherwise", () => {
    const { status, headers, body } = sent(json(201, { a: ["<b>"] }));
    assert.deepEqual([status, body], [201, { a: ["<b>"] }]);
    assert.deepInclude(headers, { "content-type": "application/json", "x-content-type-options": "nosniff" });
  });

  it("sends the text of a reply that was printed before", () => {
    assert.deepEqual(sent({ ...json(200, {}), text: '{"printed":true}' }).body, { printed: true });
  });

  it("sends a list, even an empty one", () => assert.deepEqual(sent(json(200, [])).body, []));

  for (const status of [204, 205, 304, 200]) {
    it(`sends ${status} without a body and without a type`, () => {
      const answer = sent(empty(status));
      assert.deepEqual([answer.status, answer.body], [status, undefined]);
      assert.notProperty(answer.headers, "content-type");
    });
  }

  it("sends the headers of the reply above its own", () => {
    const { headers } = sent(json(200, {}, { Link: "</a>", "Content-Type": "application/problem+json" }));
    assert.deepInclude(headers, { link: "</a>", "content-type": "application/problem+json" });
    assert.propertyVal(sent(empty(204, { Allow: "GET" })).headers, "allow", "GET");
  });
});
