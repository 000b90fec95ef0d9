import { assert } from "chai";
import { assert as forAll, integer, property, uint8Array } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { dpopNonce, isDpopNonce } from "./dpop_nonce.ts";

const KEY = new Uint8Array(32).fill(7);
const START = 30_000;

describe("isDpopNonce()", () => {
  const nonce = dpopNonce({ key: KEY, now: START });

  for (const [seconds, taken] of [
    [0, true],
    [29, true],
    [89, true],
    [90, false],
    [-1, true],
    [-30, true],
    [-31, false],
    [3_600, false],
  ] as const) {
    it(`${taken ? "takes" : "refuses"} one ${seconds} seconds after it was made`, () =>
      assert.equal(isDpopNonce(nonce, { key: KEY, now: START + seconds }), taken));
  }

  for (const text of ["", nonce.slice(1), `${nonce}A`, nonce.toLowerCase(), `${nonce}\0`]) {
    it(`refuses '${JSON.stringify(text)}'`, () => assert.isFalse(isDpopNonce(text, { key: KEY, now: START })));
  }
});

describe("dpopNonce()", () => {
  rule("RFC9449-8-2", "is another under another key, and at another time", () => {
    const other = new Uint8Array(32).fill(8);
    const one = dpopNonce({ key: KEY, now: START });
    assert.notEqual(dpopNonce({ key: other, now: START }), one);
    assert.notEqual(dpopNonce({ key: KEY, now: START + 30 }), one);
    assert.isFalse(isDpopNonce(one, { key: other, now: START }));
  });

  rule("RFC9449-8.1-1", "has the characters of the field, and is taken at once", () =>
    forAll(
      property(uint8Array({ minLength: 32, maxLength: 32 }), integer({ min: 0, max: 4_000_000_000 }), (key, now) => {
        const nonce = dpopNonce({ key, now });
        assert.match(nonce, /^[\w-]{24}$/);
        assert.isTrue(isDpopNonce(nonce, { key, now }));
      }),
    ),
  );
});
