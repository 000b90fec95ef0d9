import { assert } from "chai";
import { watchLateness } from "./lateness.ts";

/** A time that goes on as it is told, and looks that come when it is told. */
function watched() {
  let now = 5_000;
  let look = (): void => undefined;
  let isRunning = true;
  const lateness = watchLateness({
    now: () => now,
    repeat(given) {
      look = given;
      return () => (isRunning = false);
    },
  });
  return {
    lateness,
    isRunning: () => isRunning,
    /** Looks after each of some pauses. */
    passes: (...pauses: readonly number[]) => {
      for (const pause of pauses) {
        now += pause;
        look();
      }
    },
    /** Time goes on, and nobody looks. */
    waits: (pause: number) => (now += pause),
  };
}

describe("watchLateness()", () => {
  for (const [what, pauses, within, lost] of [
    ["nothing of a machine that is not busy", [100, 101, 99, 140], 10_000, 0],
    ["what a look was late", [100, 2_100, 100], 10_000, 2_000],
    ["what several were late together", [600, 100, 1_100], 10_000, 1_500],
    ["only what lies within", [3_100, 100, 100], 1_000, 800],
    ["nothing that is over", [3_100, ...Array<number>(20).fill(100)], 1_500, 0],
    ["nothing within no time", [3_100], 0, 0],
  ] as const) {
    it(`counts ${what}`, () => {
      const { lateness, passes } = watched();
      passes(...pauses);
      assert.equal(lateness.within(within), lost);
    });
  }

  it("counts what is lost right now, before the look that is late comes", () => {
    const { lateness, waits } = watched();
    waits(4_100);
    assert.equal(lateness.within(10_000), 4_000);
    assert.equal(lateness.within(10_000), 4_000, "once");
  });

  it("forgets what was lost long ago", () => {
    const { lateness, passes } = watched();
    passes(1_100, 2_000_000, 1_100);
    assert.isBelow(lateness.within(3_000_000), 2_001_000);
  });

  it("never says that more was lost than passed", () => {
    const { lateness, passes } = watched();
    passes(...Array<number>(50).fill(700));
    for (const within of [1, 10, 1_000, 9_999]) assert.isAtMost(lateness.within(within), within);
  });

  it("stops looking", () => {
    const { lateness, isRunning } = watched();
    lateness.stop();
    assert.isFalse(isRunning());
  });

  it("sees by itself that nothing ran for a while", async () => {
    const lateness = watchLateness();
    const until = performance.now() + 400;
    while (performance.now() < until);
    assert.isAtLeast(lateness.within(1_000), 200);
    lateness.stop();
  });
});
