import { assert } from "chai";
import { pauseAfter } from "./serve_workers.ts";

describe("pauseAfter()", () => {
  const rows: readonly (readonly [number, number])[] = [
    [0, 100],
    [1, 200],
    [4, 1_600],
    [7, 10_000],
    [2_000, 10_000],
  ];
  for (const [deaths, pause] of rows) {
    it(`waits ${pause} ms after ${deaths} early deaths`, () => assert.equal(pauseAfter(deaths), pause));
  }
});
