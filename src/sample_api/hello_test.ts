import { assert } from "chai";
import { bodyOf } from "../../test/support/replies.ts";
import { hello } from "./hello.ts";

describe("hello()", () => {
  it("says that one got in, as a value and as the same text", () => {
    const reply = hello();
    assert.equal(reply.status, 200);
    assert.deepEqual(bodyOf(reply), { message: "Hello! Your access token works" });
    assert.deepEqual(reply.kind === "json" ? reply.body : undefined, bodyOf(reply));
  });
});
