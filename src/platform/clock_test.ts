import { assert } from "chai";
import { integer, assert as forAll, property } from "fast-check";
import { settableClock, systemClock } from "./mod.ts";

describe("systemClock", () => {
  it("tells the seconds since 1970, whole", () => {
    const before = Math.floor(Date.now() / 1000);
    const now = systemClock.now();
    assert.isTrue(Number.isInteger(now));
    assert.isAtLeast(now, before);
    assert.isAtMost(now, Date.now() / 1000);
  });
});

describe("settableClock()", () => {
  it("stands still until it is moved", () => {
    const clock = settableClock(1000);
    assert.deepEqual([clock.now(), clock.now()], [1000, 1000]);
  });

  it("advances by a length, backwards too", () => {
    const clock = settableClock(1000);
    clock.advance(60);
    clock.advance(-10);
    assert.equal(clock.now(), 1050);
  });

  it("jumps to a moment", () => {
    const clock = settableClock(1000);
    clock.set(5);
    assert.equal(clock.now(), 5);
  });

  for (const moment of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses the moment ${moment} and stays where it is`, () => {
      const clock = settableClock(7);
      assert.throws(() => settableClock(moment), RangeError, "not a whole number");
      assert.throws(() => clock.set(moment), RangeError);
      assert.throws(() => clock.advance(moment), RangeError);
      assert.equal(clock.now(), 7);
    });
  }

  describe("properties", () => {
    it("adds up what it is advanced by", () => {
      forAll(
        property(integer(), integer(), integer(), (start, a, b) => {
          const clock = settableClock(start);
          clock.advance(a);
          clock.advance(b);
          assert.equal(clock.now(), start + a + b);
        }),
      );
    });
  });
});
