import { assert } from "chai";

import { AlreadyTaken, RecordGone, StoreUnavailable } from "./store_error.ts";

describe("errors of the stores", () => {
  const cause = new RangeError("why");

  it("name the store that cannot be reached, and keep the cause", () => {
    const error = new StoreUnavailable("redis", cause);
    assert.include(error, { name: "StoreUnavailable", message: "Cannot reach redis", store: "redis", cause });
  });

  it("name the member that is taken", () => {
    const error = new AlreadyTaken("username", { cause });
    assert.include(error, {
      name: "AlreadyTaken",
      message: "Cannot use this username as it is taken",
      member: "username",
      cause,
    });
  });

  it("say that what a record refers to is gone", () => {
    assert.include(new RecordGone({ cause }), { name: "RecordGone", cause });
  });
});
