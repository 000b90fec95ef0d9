import { assert } from "chai";
import { describe, it } from "mocha";
import { aboutMinutes, minutesByHand } from "./by_hand.ts";

describe("minutesByHand()", () => {
  for (const [what, patience, minutes] of [
    ["nothing", [], 0],
    ["one case", [0], 1.5],
    ["ten cases", Array.from({ length: 10 }, () => 0), 15],
    ["cases that have to be waited for", [30_000, 30_000], 4],
  ] as const)
    it(`counts ${what}`, () => {
      assert.equal(minutesByHand(patience.map((one) => ({ patience: one }))), minutes);
    });
});

describe("aboutMinutes()", () => {
  for (const [minutes, text] of [
    [0, "about a minute"],
    [1.9, "about a minute"],
    [2, "about 2 minutes"],
    [9.4, "about 9 minutes"],
    [9.6, "about 10 minutes"],
    [16.5, "about 15 minutes"],
    [18, "about 20 minutes"],
    [89, "about 90 minutes"],
    [90, "about 2 hours"],
    [305, "about 5 hours"],
  ] as const)
    it(`says '${text}' of ${minutes}`, () => {
      assert.equal(aboutMinutes(minutes), text);
    });
});
