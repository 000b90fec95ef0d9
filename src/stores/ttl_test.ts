import { assert } from "chai";

import { checkDraw, checkLimit, checkTtl } from "./ttl.ts";

describe("checkTtl()", () => {
  for (const ttl of [1, 60, 3_155_760_000]) {
    it(`takes ${ttl} seconds as they are`, () => assert.equal(checkTtl(ttl), ttl));
  }

  for (const ttl of [0, -1, 0.5, Number.NaN, Infinity, 3_155_760_001]) {
    it(`refuses ${ttl} seconds and says so`, () => {
      assert.throws(() => checkTtl(ttl), RangeError, `Cannot keep a record for '${ttl}' seconds`);
    });
  }
});

describe("checkLimit()", () => {
  for (const limit of [1, 100, Number.MAX_SAFE_INTEGER]) {
    it(`takes ${limit} records as they are`, () => assert.equal(checkLimit(limit), limit));
  }

  for (const limit of [0, -1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
    it(`refuses ${limit} records and says so`, () => {
      assert.throws(() => checkLimit(limit), RangeError, `Cannot keep '${limit}' records`);
    });
  }
});

describe("checkDraw()", () => {
  it("takes whole numbers from one, also more than there is", () => {
    checkDraw({ limit: 1, wanted: 1 });
    checkDraw({ limit: 5, wanted: 1_000_000_000 });
  });

  for (const [limit, wanted] of [
    [0, 1],
    [1, 0],
    [0.5, 1],
    [1, 1.5],
    [-1, 1],
    [Infinity, 1],
    [1, Number.NaN],
  ] as const) {
    it(`refuses ${wanted} of ${limit} and says so`, () => {
      assert.throws(() => checkDraw({ limit, wanted }), RangeError, `Cannot draw '${wanted}' of '${limit}'`);
    });
  }
});
