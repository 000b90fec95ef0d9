import { assert } from "chai";
import * as fc from "fast-check";
import { hostileText } from "./_arbitrary_test.ts";
import { parseRate, printRate } from "./mod.ts";

describe("parseRate()", () => {
  for (const [text, limit, period] of [
    ["100/hour", 100, 3_600],
    ["10/h", 10, 3_600],
    ["5/s", 5, 1],
    ["5/sec", 5, 1],
    ["5/second", 5, 1],
    ["7/m", 7, 60],
    ["7/min", 7, 60],
    ["7/minute", 7, 60],
    ["3/d", 3, 86_400],
    ["3/day", 3, 86_400],
    ["10/30s", 10, 30],
    ["10/5min", 10, 300],
    ["1/366days", 1, 31_622_400],
    ["9/hours", 9, 3_600],
    ["9/secs", 9, 1],
    ["2/HOUR", 2, 3_600],
    ["  2 / 3 Days ", 2, 259_200],
    ["1000000000/s", 1_000_000_000, 1],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parseRate(text), { limit, period }));
  }

  for (const [text, says] of [
    ["", "look like '100/hour'"],
    ["100", "look like"],
    ["100/", "look like"],
    ["/hour", "look like"],
    ["-1/hour", "look like"],
    ["1.5/hour", "look like"],
    ["1e3/hour", "look like"],
    ["100/hour/day", "look like"],
    ["100 per hour", "look like"],
    ["hundred/hour", "look like"],
    // Read by its first letter it would be a hundred a minute.
    ["100/month", "not 'month'"],
    ["100/moment", "not 'moment'"],
    ["100/constructor", "not 'constructor'"],
    ["100/week", "not 'week'"],
    ["0/hour", "from 1 to"],
    ["1000000001/hour", "from 1 to"],
    ["99999999999999999999/hour", "from 1 to"],
    ["1/0s", "from 1 second"],
    ["1/367d", "366 days"],
  ] as const) {
    it(`refuses '${text}' and says why`, () => assert.throws(() => parseRate(text), SyntaxError, says));
  }

  it("repeats no more of a long text than one can read", () => {
    assert.throws(() => parseRate("x".repeat(10_000)), SyntaxError, /^.{0,120}$/);
  });
});

describe("printRate()", () => {
  for (const [limit, period, text] of [
    [100, 3_600, "100/hour"],
    [10, 30, "10/30seconds"],
    [1, 1, "1/second"],
    [5, 5_400, "5/90minutes"],
    [5, 172_800, "5/2days"],
    [5, 90_000, "5/25hours"],
  ] as const) {
    it(`writes ${limit} in ${period} seconds as ${text}`, () => assert.equal(printRate({ limit, period }), text));
  }
});

describe("properties of rates", () => {
  it("reads what it wrote", () => {
    const rate = fc.record({
      limit: fc.integer({ min: 1, max: 1_000_000_000 }),
      period: fc.integer({ min: 1, max: 31_622_400 }),
    });
    fc.assert(fc.property(rate, (one) => assert.deepEqual(parseRate(printRate(one)), one)));
  });

  it("answers a rate of whole numbers or throws a SyntaxError, whatever it is given", () => {
    const text = fc.oneof(hostileText, fc.stringMatching(/^\d{0,12} ?\/ ?\d{0,8}[a-z]{0,8}$/));
    fc.assert(
      fc.property(text, (given) => {
        try {
          const { limit, period } = parseRate(given);
          assert.isTrue(Number.isSafeInteger(limit) && limit >= 1 && Number.isSafeInteger(period) && period >= 1);
        } catch (error) {
          assert.instanceOf(error, SyntaxError);
        }
      }),
    );
  });
});
