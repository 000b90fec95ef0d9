import { assert } from "chai";
import { OAuthError } from "../../protocol/mod.ts";
import { readClock } from "./clock_input.ts";

const NOW = 1_767_225_600;
const YEARS = 315_360_000;

function read(document: Readonly<Record<string, unknown>>) {
  return readClock(document, { now: NOW, place: "clock" });
}

describe("readClock()", () => {
  for (const [document, change] of [
    [{ offset_seconds: 5 }, { clockOffset: 5 }],
    [{ offset_seconds: 0 }, { clockOffset: 0 }],
    [{ offset_seconds: -YEARS }, { clockOffset: -YEARS }],
    [{ advance_seconds: -7 }, { advance: -7 }],
    [{ at: NOW + 60 }, { clockOffset: 60 }],
    [{ at: NOW + YEARS }, { clockOffset: YEARS }],
    [{ at: "2026-01-01T00:01:00Z" }, { clockOffset: 60 }],
    [{ at: "2026-01-01T01:00:00+01:00" }, { clockOffset: 0 }],
    [{ at: "2026-01-01T00:00:01.9Z" }, { clockOffset: 1 }],
    [{ at: null, offset_seconds: 5 }, { clockOffset: 5 }],
  ] as const) {
    it(`reads ${JSON.stringify(document)}`, () => assert.deepEqual(read(document), change));
  }

  for (const document of [
    {},
    { at: NOW, offset_seconds: 0 },
    { at: NOW, advance_seconds: 0, offset_seconds: 0 },
    { offset_seconds: YEARS + 1 },
    { advance_seconds: -YEARS - 1 },
    { at: NOW + YEARS + 1 },
    { at: NOW - YEARS - 1 },
    { at: -1 },
    { at: 1.5 },
    { at: "now" },
    { at: "2026" },
    { at: "2026-13-01T00:00:00Z" },
    { at: "" },
    { at: true },
    { offset_seconds: "5" },
    { hours: 1 },
  ]) {
    it(`refuses ${JSON.stringify(document)}, and names the clock`, () => {
      assert.throws(() => read(document), OAuthError, /^Cannot take clock/);
    });
  }
});
