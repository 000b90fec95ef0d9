import { assert } from "chai";
import { unavailable } from "./unavailable.ts";

describe("unavailable()", () => {
  for (const [retryAfter, told] of [
    [undefined, "2"],
    [5, "5"],
    [0.2, "1"],
    [-3, "1"],
    [2.5, "3"],
  ] as const) {
    it(`is a 503 that asks to wait ${told} seconds for ${retryAfter ?? "nothing"}`, () => {
      const error = unavailable(retryAfter === undefined ? {} : { retryAfter });
      assert.deepInclude(error, { code: "temporarily_unavailable", status: 503, headers: { "Retry-After": told } });
    });
  }

  it("keeps its cause for the log and out of its words", () => {
    const cause = new Error("10.0.0.7 is away");
    const error = unavailable({ cause });
    assert.strictEqual(error.cause, cause);
    assert.notInclude(error.description, "10.0.0.7");
  });
});
