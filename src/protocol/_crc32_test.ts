import { assert } from "chai";
import { assert as forAll, nat, property, string } from "fast-check";
import { crc32 } from "./_crc32.ts";
import { slowCrc32 } from "./_slow_crc32_test.ts";
import { characterOf } from "./_arbitrary_test.ts";

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
