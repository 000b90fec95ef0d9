import { assert } from "chai";
import * as fc from "fast-check";

import { seededRandom } from "../../../platform/mod.ts";
import { bitsAcross, bitsOf, ENOUGH_ALONE, ENOUGH_TOGETHER } from "./guessing.ts";

const RUNS = 10_000;
/** Fixed, so that what fails once fails again; any other does as well. */
const SEED = "guessing";
const RANDOM = seededRandom(SEED);

/** How software writes 16 random bytes or more. */
const FORMS = {
  hexadecimal: () => RANDOM.bytes(16).toString("hex"),
  "capital hexadecimal": () => RANDOM.bytes(16).toString("hex").toUpperCase(),
  base64url: () => RANDOM.bytes(16).toString("base64url"),
  base64: () => RANDOM.bytes(16).toString("base64"),
  "24 bytes in base64url": () => RANDOM.bytes(24).toString("base64url"),
  "32 bytes in base64url": () => RANDOM.bytes(32).toString("base64url"),
  "32 bytes in hexadecimal": () => RANDOM.bytes(32).toString("hex"),
  "a UUID": () => RANDOM.uuid(),
  "a UUID in capitals": () => RANDOM.uuid().toUpperCase(),
  "a UUID behind a prefix": () => `login-${RANDOM.uuid()}`,
  "16 bytes behind a prefix": () => `state.${RANDOM.bytes(16).toString("base64url")}`,
} as const;

describe("bitsOf() and bitsAcross() of what was drawn at random", () => {
  for (const [form, draw] of Object.entries(FORMS)) {
    it(`find enough in ${form}, ${RUNS} times`, () => {
      for (let run = 0; run < RUNS; run += 1) {
        const value = draw();
        assert.isAtLeast(bitsOf(value), ENOUGH_ALONE, value);
      }
    });

    it(`find enough between values in ${form}`, () => {
      for (let run = 0; run < RUNS / 10; run += 1) {
        const values = Array.from({ length: 2 + (run % 4) }, draw);
        assert.isAtLeast(bitsAcross(values), ENOUGH_TOGETHER, values.join(" "));
      }
    });
  }

  it("find enough between values of several lengths", () => {
    for (let run = 0; run < RUNS / 10; run += 1) {
      const values = [RANDOM.bytes(16), RANDOM.bytes(20)].map((bytes) => bytes.toString("base64url"));
      assert.isAtLeast(bitsAcross(values), ENOUGH_TOGETHER, values.join(" "));
    }
  });
});

describe("bitsOf()", () => {
  for (const value of [
    "",
    "a",
    "xyz",
    "state",
    "12345",
    "1763773200",
    "1763773200123",
    "2026-11-22T01:20:00.000Z",
    "2026-11-22 and whatever else stands behind it",
    "0000000000000000000000000000000000001234",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "abababababababababababababababababababababa",
    "abcabcabcabcabcabcabcabcabcabcabcabcabcabc",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "zyxwvutsrqponmlkjihgfedcba",
    "my-app-my-app-my-app-my-app-",
    "9f86d081884c7d65",
    "n4bQgYhMfWWaLw",
  ]) {
    it(`finds too little in '${value}'`, () => assert.isBelow(bitsOf(value), ENOUGH_ALONE));
  }

  it("counts about as many bits as were drawn", () => {
    assert.equal(bitsOf("9f86d081884c7d659a2feaa0c55ad015"), 128);
    assert.equal(bitsOf("3f0b2c8e-6a1d-4c57-9e2f-a4b8d0c1e7f6"), 120);
    assert.equal(bitsOf("Vx_k0Jt-9QmRz2LwYb4EsA"), 132);
  });

  it("never answers less than nothing, nor more than six bits a character", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (value) => {
        assert.isAtLeast(bitsOf(value), 0);
        assert.isAtMost(bitsOf(value), value.length * 6);
      }),
    );
  });

  it("finds too little in any word that is said again and again", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,9}$/), fc.integer({ min: 3, max: 12 }), (word, times) => {
        assert.isBelow(bitsOf(word.repeat(times)), ENOUGH_ALONE);
      }),
    );
  });

  it("finds too little in any number that a computer counts with", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (number) => assert.isBelow(bitsOf(String(number)), ENOUGH_ALONE)));
  });
});

describe("bitsAcross()", () => {
  const prefix = fc.stringMatching(/^[\w-]{16,40}$/);

  it("sees through counters behind any prefix", () => {
    fc.assert(
      fc.property(prefix, fc.nat(1_000_000), fc.integer({ min: 2, max: 6 }), (text, start, count) => {
        const values = Array.from({ length: count }, (_, index) => `${text}${start + index}`);
        assert.isBelow(bitsAcross(values), ENOUGH_TOGETHER);
      }),
    );
  });

  it("sees through times in front of any ending", () => {
    fc.assert(
      fc.property(prefix, fc.nat(1_000_000), (text, gap) => {
        const values = [1_763_773_200_123, 1_763_773_200_123 + gap + 1].map((time) => `${time}.${text}`);
        assert.isBelow(bitsAcross(values), ENOUGH_TOGETHER);
      }),
    );
  });

  for (const [what, values] of [
    ["the same value twice", ["abcdefgh12345678ABCDEFGH", "abcdefgh12345678ABCDEFGH"]],
    ["one character in the middle", ["Vx_k0Jt-9QaRz2LwYb4EsA", "Vx_k0Jt-9QbRz2LwYb4EsA"]],
    ["a count at both ends", ["1Vx_k0Jt-9QmRz2LwYb4EsA1", "2Vx_k0Jt-9QmRz2LwYb4EsA2"]],
    ["another ending of another length", ["Vx_k0Jt-9QmRz2LwYb4EsA-9", "Vx_k0Jt-9QmRz2LwYb4EsA-10"]],
    ["UUIDs of a clock", ["6c84fb90-12c4-11e1-840d-7b25c5ee775a", "6c84fb91-12c4-11e1-840d-7b25c5ee775a"]],
  ] as const) {
    it(`finds too little in ${what}`, () => assert.isBelow(bitsAcross(values), ENOUGH_TOGETHER));
  }
});
