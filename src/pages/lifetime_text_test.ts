import { assert } from "chai";
import { assert as forAll, nat, property } from "fast-check";
import { lifetimeText } from "./mod.ts";

describe("lifetimeText()", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 seconds"],
    [0.9, "0 seconds"],
    [1, "1 second"],
    [45, "45 seconds"],
    [60, "1 minute"],
    [90, "1 minute 30 seconds"],
    [600, "10 minutes"],
    [3_600, "1 hour"],
    [5_400, "1 hour 30 minutes"],
    [3_661, "1 hour 1 minute"],
    [86_400, "1 day"],
    [90_000, "1 day 1 hour"],
    [86_700, "1 day 5 minutes"],
    [2_592_000, "30 days"],
    [7_776_000, "90 days"],
  ];
  for (const [seconds, text] of cases)
    it(`says ${seconds} s as '${text}'`, () => assert.equal(lifetimeText(seconds), text));

  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses ${seconds}`, () => assert.throws(() => lifetimeText(seconds), RangeError, `'${seconds}'`));
  }
});

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+) (second|minute|hour|day)s?/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit!]!, 0);
}

describe("properties", () => {
  it("never says more than the lifetime, and falls short of it by a 24th at most", () => {
    forAll(
      property(nat(400 * 86_400), (seconds) => {
        const said = secondsOf(lifetimeText(seconds));
        assert.isAtMost(said, seconds);
        assert.isAtMost(seconds - said, seconds / 24);
      }),
    );
  });
});
