import { assert } from "chai";
import { thrownBy } from "../../../test/support/refusals.ts";
import { StoreUnavailable } from "../store_error.ts";
import { inspectRedis, parseAppendsOnly } from "./inspect.ts";

describe("parseAppendsOnly()", () => {
  for (const [info, expected] of [
    ["loading:0\r\naof_enabled:1\r\naof_rewrite_in_progress:0\r\n", true],
    ["aof_enabled:0\r\n", false],
    ["aof_enabled:10\r\n", false],
    ["xaof_enabled:1\r\n", false],
    ["", false],
  ] as const) {
    it(`reads ${expected} in ${JSON.stringify(info)}`, () => assert.equal(parseAppendsOnly(info), expected));
  }
});

describe("inspectRedis()", () => {
  it("says that nobody answers", async () => {
    assert.instanceOf(await thrownBy(() => inspectRedis("redis://127.0.0.1:1")), StoreUnavailable);
  });
});
