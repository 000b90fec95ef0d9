import { assert } from "chai";
import * as fc from "fast-check";
import { minute } from "../instant_text.ts";
import { parseMoment } from "./parse_moment.ts";

describe("parseMoment()", () => {
  for (const [text, expected] of [
    ["1970-01-01", 0],
    ["2026-01-01", 1_767_225_600],
    ["2026-01-01 00:00", 1_767_225_600],
    ["2026-01-01T00:01", 1_767_225_660],
    ["2026-01-01 00:01:05", 1_767_225_665],
    ["2026-01-01T00:01:05Z", 1_767_225_665],
    ["2026-01-01 00:01 UTC", 1_767_225_660],
    ["2024-02-29", 1_709_164_800],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseMoment(text), expected));
  }

  for (const text of [
    "",
    "yesterday",
    "2026",
    "2026-13-01",
    "2026-02-30",
    "2023-02-29",
    "2026-00-00",
    "2026-01-01 25:00",
    "2026-01-01 24:00",
    "2026-01-01 12:60",
    "2026-01-01 12",
    "01/02/2026",
    "12026-01-01",
    "-2026-01-01",
    "2026-01-01\0",
    "٢٠٢٦-٠١-٠١",
    "9".repeat(10_000),
  ]) {
    it(`does not take ${JSON.stringify(text.slice(0, 30))} for a time`, () => assert.isUndefined(parseMoment(text)));
  }

  it("reads what the pages print", () => {
    const property = fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      const whole = seconds - (seconds % 60);
      assert.equal(parseMoment(minute(whole)), whole);
    });
    fc.assert(property, { seed: 4 });
  });
});
