import { assert } from "chai";
import { parseRecordId } from "./record_id.ts";

describe("parseRecordId()", () => {
  for (const [text, id] of [
    ["1", 1],
    ["2147483647", 2_147_483_647],
    ["2147483648", undefined],
    ["99999999999", undefined],
    ["0", undefined],
    ["-1", undefined],
    ["01", undefined],
    ["1.0", undefined],
    ["1e3", undefined],
    [" 1", undefined],
    ["1\n", undefined],
    ["\u0661", undefined],
    ["", undefined],
  ] as const) {
    it(`answers ${id ?? "nothing"} for ${JSON.stringify(text)}`, () => assert.equal(parseRecordId(text), id));
  }
});
