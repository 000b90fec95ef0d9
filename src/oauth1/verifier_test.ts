import { assert } from "chai";
import * as fc from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { type Random, seededRandom } from "../platform/mod.ts";
import { drawVerifier, isVerifierOf, OUT_OF_BAND, verifierDigest } from "./verifier.ts";

const KEY = Buffer.alloc(32, 7);
const CALLBACK = "https://client.test/cb";
const TEMPORARY = "ts_tc_temporary";

/** Randomness that hands out these bytes, one after the other. */
function bytesOf(list: readonly number[]): Random {
  let at = 0;
  const bytes = (count: number) => Buffer.from(list.slice(at, (at += count)));
  return { ...seededRandom("unused"), bytes };
}

function isRight(verifier: string, { sent = verifier, callback = CALLBACK, temporary = TEMPORARY, key = KEY } = {}) {
  const kept = verifierDigest(verifier, { key: KEY, temporary: TEMPORARY });
  return isVerifierOf(sent, { kept, callback, key, temporary });
}

describe("drawVerifier()", () => {
  rule(["RFC5849-2.2-9", "RFC5849-4.9-1"], "draws 190 bits for a callback, other ones each time", () => {
    const random = seededRandom("verifiers");
    const drawn = Array.from({ length: 100 }, () => drawVerifier(CALLBACK, random));
    for (const verifier of drawn) assert.match(verifier, /^[0-9A-Za-z]{32}$/);
    assert.lengthOf(new Set(drawn), 100);
  });

  rule("RFC5849-2.2-13", "draws eight digits for a person to type", () => {
    const random = seededRandom("verifiers");
    const drawn = Array.from({ length: 100 }, () => drawVerifier(OUT_OF_BAND, random));
    for (const pin of drawn) assert.match(pin, /^\d{8}$/);
    assert.lengthOf(new Set(drawn), 100);
  });

  it("favours no digit, as it draws anew for bytes that would", () => {
    const random = bytesOf([250, 251, 255, 0, 1, 249, 12, 23, 34, 45, 56]);
    assert.equal(drawVerifier(OUT_OF_BAND, random), "01923456");
  });
});

describe("verifierDigest()", () => {
  beyond("RFC5849-4.5-1", "is another under another key, and for other credentials", () => {
    const digests = [
      verifierDigest("12345678", { key: KEY, temporary: TEMPORARY }),
      verifierDigest("12345678", { key: Buffer.alloc(32, 8), temporary: TEMPORARY }),
      verifierDigest("12345678", { key: KEY, temporary: "another" }),
      verifierDigest("12345679", { key: KEY, temporary: TEMPORARY }),
    ];
    assert.lengthOf(new Set(digests), 4);
    for (const digest of digests) assert.notInclude(digest, "12345678");
  });
});

describe("isVerifierOf()", () => {
  it("knows the right one", () => assert.isTrue(isRight("J1d7dgUk3ULWthQodloKs12izj963Cpj")));

  for (const [name, options] of [
    ["another one", { sent: "other" }],
    ["a part of it", { sent: "verifie" }],
    ["the right one with a blank", { sent: "verifier " }],
    ["that of other credentials", { temporary: "another" }],
    ["that of another server", { key: Buffer.alloc(32, 8) }],
    ["none", { sent: "" }],
  ] as const) {
    rule("RFC5849-2.3-8", `does not know ${name}`, () => assert.isFalse(isRight("verifier", options)));
  }

  it("takes no notice of what people put between digits", () => {
    for (const sent of ["12345678", "1234 5678", " 1234-5678 ", "1-2-3-4-5-6-7-8"])
      assert.isTrue(isRight("12345678", { sent, callback: OUT_OF_BAND }), sent);
    for (const sent of ["1234_5678", "1234.5678", "123 4567", "１２３４５６７８"])
      assert.isFalse(isRight("12345678", { sent, callback: OUT_OF_BAND }), sent);
  });

  it("knows no text for another, whatever the two are", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (verifier, sent) => {
        assert.equal(isRight(verifier, { sent }), verifier === sent);
      }),
    );
  });
});
