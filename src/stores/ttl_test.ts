import { assert } from "chai";

import { checkTtl } from "./ttl.ts";

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
