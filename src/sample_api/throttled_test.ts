import { assert } from "chai";
import { throttled } from "./throttled.ts";

describe("throttled()", () => {
  it("greets, and says where to look", () => {
    const reply = throttled();
    assert.deepInclude(reply, { kind: "json", status: 200 });
    assert.match(String(reply.kind === "json" ? reply.text : ""), /^\{"message":"Hello! .*RateLimit field.*"\}$/);
  });
});
