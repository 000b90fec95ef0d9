import { assert } from "chai";
import { assert as forAll, property, string, uint8Array } from "fast-check";
import { createHash } from "node:crypto";
import { digest, sameBytes, sha256 } from "./mod.ts";

// FIPS 180-2, appendix B.1
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("sha256()", () => {
  it("hashes 'abc' as FIPS 180 does", () => {
    assert.equal(sha256("abc").toString("hex"), ABC);
  });

  it("takes text as UTF-8", () => {
    assert.deepEqual(sha256("ü"), sha256(Buffer.from("c3bc", "hex")));
  });
});

describe("digest()", () => {
  it("is the first 128 bits of SHA-256 as base64url", () => {
    assert.equal(digest("abc"), Buffer.from(ABC.slice(0, 32), "hex").toString("base64url"));
  });

  it("has 22 characters", () => {
    assert.lengthOf(digest(""), 22);
  });
});

describe("sameBytes()", () => {
  for (const [name, a, b, same] of [
    ["the same text", "secret", "secret", true],
    ["text and its bytes", "secret", Buffer.from("secret"), true],
    ["two empty ones", "", "", true],
    ["another letter", "secret", "secreT", false],
    ["a NUL at the end", "secret", "secret\0", false],
    ["a beginning of the other", "secret", "secre", false],
    ["nothing and something", "", "secret", false],
  ] as const) {
    it(`says ${same} for ${name}`, () => {
      assert.equal(sameBytes(a, b), same);
      assert.equal(sameBytes(b, a), same);
    });
  }

  describe("properties", () => {
    it("agrees with comparing byte by byte", () => {
      forAll(
        property(uint8Array({ maxLength: 3 }), uint8Array({ maxLength: 3 }), (a, b) => {
          assert.equal(sameBytes(a, b), Buffer.compare(a, b) === 0);
        }),
      );
    });

    it("digests as an independent implementation does", () => {
      forAll(
        property(string({ unit: "grapheme" }), (text) => {
          const whole = createHash("sha256").update(text, "utf8").digest();
          assert.equal(digest(text), whole.subarray(0, 16).toString("base64url"));
        }),
      );
    });
  });
});
