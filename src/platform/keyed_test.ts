import { assert } from "chai";
import { hkdfSync } from "node:crypto";
import { deriveKey, hmac } from "./mod.ts";
import rfc4231 from "./testdata/rfc4231.json" with { type: "json" };
import rfc5869 from "./testdata/rfc5869.json" with { type: "json" };

describe("hmac()", () => {
  for (const { name, keyHex, text, hmacHex } of rfc4231.cases) {
    it(`computes ${name} of RFC 4231`, () => {
      assert.equal(hmac(Buffer.from(keyHex, "hex"), text).toString("hex"), hmacHex);
    });
  }
});

describe("deriveKey()", () => {
  const input = Buffer.from(rfc5869.inputHex, "hex");

  it("is HKDF with SHA-256 without a salt, 32 bytes long", () => {
    const expected = hkdfSync("sha256", input, new Uint8Array(0), Buffer.from("cookies"), 32);
    assert.deepEqual(deriveKey(input, "cookies"), Buffer.from(expected));
  });

  it("rests on the HKDF of RFC 5869", () => {
    // the vector has no purpose, which deriveKey() refuses: it shows that the primitive beneath is the published one
    const okm = Buffer.from(hkdfSync("sha256", input, "", "", 32));
    assert.equal(okm.toString("hex"), rfc5869.firstBytesHex);
  });

  it("takes text as UTF-8", () => {
    assert.deepEqual(deriveKey("größe", "a"), deriveKey(Buffer.from("größe"), "a"));
  });

  it("gives each purpose a key of its own", () => {
    assert.notDeepEqual(deriveKey(input, "a"), deriveKey(input, "b"));
  });

  for (const [name, secret, purpose] of [
    ["an empty secret", "", "cookies"],
    ["no bytes", new Uint8Array(0), "cookies"],
    ["an empty purpose", "secret", ""],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => deriveKey(secret, purpose), RangeError, "is empty");
    });
  }
});
