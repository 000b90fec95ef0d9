import { assert } from "chai";
import { thrownBy } from "../../../test/support/refusals.ts";
import { StoreUnavailable } from "../store_error.ts";
import { inspectPostgres } from "./inspect.ts";

describe("inspectPostgres()", () => {
  it("says that nobody answers, and not which password it tried", async () => {
    const error = await thrownBy(() => inspectPostgres("postgresql://u:hunter2@127.0.0.1:1/none"));
    assert.instanceOf(error, StoreUnavailable);
    assert.notInclude(`${error.message} ${String(error.cause)}`, "hunter2");
  });
});
