import { assert } from "chai";
import { assert as forAll, nat, property, string } from "fast-check";
import { crc32 } from "./_crc32.ts";
import { characterOf } from "./_arbitrary_test.ts";

// bit by bit, as the polynomial is written
function slowCrc32(text: string): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  }
  return ~crc >>> 0;
}

describe("crc32()", () => {
  it("computes the check value of CRC-32/ISO-HDLC", () => assert.equal(crc32("123456789", 9), 0xcb_f4_39_26));
  it("is 0 for nothing", () => assert.equal(crc32("", 0), 0));
  it("looks no further than it is told", () => assert.equal(crc32("123456789x", 9), 0xcb_f4_39_26));

  describe("properties", () => {
    it("agrees with the definition", () => {
      forAll(property(string(), (text) => assert.equal(crc32(text, text.length), slowCrc32(text))));
    });

    it("sees every change of one character", () => {
      forAll(
        property(string({ minLength: 1 }), nat(), characterOf("a0_Z"), (text, at, character) => {
          const index = at % text.length;
          const changed = text.slice(0, index) + character + text.slice(index + 1);
          assert.equal(crc32(changed, text.length) === crc32(text, text.length), changed === text);
        }),
      );
    });
  });
});
