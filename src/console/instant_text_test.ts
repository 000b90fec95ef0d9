import { assert } from "chai";
import { day, minute, second } from "./instant_text.ts";

const LAST_SECOND = Date.UTC(2026, 4, 1, 23, 59, 59) / 1_000;

describe("day()", () => {
  it("is that of Greenwich, to its last second", () => {
    assert.equal(day(LAST_SECOND), "2026-05-01");
    assert.equal(day(LAST_SECOND + 1), "2026-05-02");
  });
});

describe("minute()", () => {
  it("is cut off, not rounded, and says whose time it is", () => {
    assert.equal(minute(LAST_SECOND), "2026-05-01 23:59 UTC");
    assert.equal(minute(LAST_SECOND + 1), "2026-05-02 00:00 UTC");
  });
});

describe("second()", () => {
  it("tells two seconds apart, and says whose time it is", () => {
    assert.equal(second(LAST_SECOND), "2026-05-01 23:59:59 UTC");
    assert.equal(second(LAST_SECOND + 1), "2026-05-02 00:00:00 UTC");
  });
});
