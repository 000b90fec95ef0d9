import { assert } from "chai";
import { integer, assert as forAll, nat, property, string } from "fast-check";
import { BASE62, seededRandom, systemRandom } from "./mod.ts";
import type { Random } from "./mod.ts";

const POOL_BYTES = 8192;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function counts(text: string): readonly number[] {
  const found = new Map(Array.from(BASE62, (digit) => [digit, 0]));
  for (const digit of text) found.set(digit, (found.get(digit) ?? 0) + 1);
  return [...found.values()];
}

for (const [name, random] of [
  ["systemRandom", systemRandom],
  ["seededRandom()", seededRandom("tests")],
] as const) {
  describe(name, () => {
    it("draws as many bytes as asked, more than its pool holds too", () => {
      for (const count of [0, 1, POOL_BYTES, POOL_BYTES + 1]) assert.lengthOf(random.bytes(count), count);
    });

    it("never draws the same bytes twice", () => {
      const drawn = Array.from({ length: 2000 }, () => random.bytes(16).toString("hex"));
      assert.equal(new Set(drawn).size, drawn.length);
    });

    it("draws bytes that do not change when more are drawn", () => {
      const drawn = random.bytes(POOL_BYTES / 2);
      const copy = Buffer.from(drawn);
      random.bytes(POOL_BYTES);
      random.base62(POOL_BYTES);
      assert.isTrue(drawn.equals(copy));
    });

    it("draws unlike pools of bytes larger than a pool", () => {
      assert.isFalse(random.bytes(POOL_BYTES * 2).equals(random.bytes(POOL_BYTES * 2)));
    });

    it("draws each digit of base62 about equally often", () => {
      // 5,000 of each expected with a standard deviation of 70; taking each byte modulo 62 would give 6,055 of some
      for (const count of counts(random.base62(310_000))) assert.approximately(count, 5000, 500);
    });

    it("makes UUIDs of version 4", () => {
      const drawn = Array.from({ length: 100 }, () => random.uuid());
      for (const uuid of drawn) assert.match(uuid, UUID_V4);
      assert.equal(new Set(drawn).size, 100);
    });

    it("rounds bits up to whole bytes", () => {
      assert.lengthOf(random.token(256), 43);
      assert.lengthOf(random.token(128), 22);
      assert.lengthOf(random.token(1), 2);
    });

    for (const count of [-1, 0.5, Number.NaN]) {
      it(`refuses to draw ${count} of anything`, () => {
        assert.throws(() => random.bytes(count), RangeError, "Cannot draw");
        assert.throws(() => random.base62(count), RangeError, "Cannot draw");
      });
    }

    describe("properties", () => {
      it("writes base62 in digits alone, as many as asked", () => {
        forAll(
          property(nat(300), (length) => {
            const text = random.base62(length);
            assert.lengthOf(text, length);
            assert.isTrue(Array.from(text).every((digit) => BASE62.includes(digit)));
          }),
        );
      });
    });
  });
}

describe("seededRandom() as a sequence", () => {
  it("repeats itself for the same seed", () => {
    const [a, b] = [seededRandom("x"), seededRandom("x")];
    const draw = (from: Random) => [from.bytes(5).toString("hex"), from.base62(9), from.token(80), from.uuid()];
    assert.deepEqual([draw(a), draw(a)], [draw(b), draw(b)]);
  });

  it("keeps its first values for ever, as recorded tests rest on them", () => {
    assert.equal(seededRandom("touchstone").base62(16), "6t0zaoOGIi371cyC");
  });

  describe("properties", () => {
    it("differs between seeds", () => {
      forAll(
        property(string(), string(), integer({ min: 16, max: 64 }), (a, b, length) => {
          const [first, second] = [seededRandom(a).base62(length), seededRandom(b).base62(length)];
          assert.equal(first === second, a === b);
        }),
        { numRuns: 50 },
      );
    });
  });
});

describe("BASE62", () => {
  it("holds 62 digits in the order of ASCII", () => {
    assert.lengthOf(BASE62, 62);
    assert.equal(Array.from(BASE62).sort().join(""), BASE62);
  });
});
