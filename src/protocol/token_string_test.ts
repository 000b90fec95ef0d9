import { assert } from "chai";
import { array, constantFrom, assert as forAll, nat, property, string, uint8Array } from "fast-check";
import { BASE62, seededRandom } from "../platform/mod.ts";
import { deriveToken, mintToken, newTag, parseToken } from "./mod.ts";
import type { TokenKind } from "./mod.ts";
import { characterOf, hostileText } from "./_arbitrary_test.ts";
import { slowCrc32 } from "./_slow_crc32_test.ts";

const KINDS: readonly TokenKind[] = ["at", "rt", "ac", "dc", "cs", "it", "ra", "tc", "ot"];
const TAG = "Family01";
const SCANNED = /\bts_(at|rt|ac|dc|cs|it|ra|tc|ot)_[0-9A-Za-z]{57}\b/;

const random = seededRandom("token_string");
const kinds = constantFrom(...KINDS);
const tags = string({ unit: characterOf(BASE62), minLength: 8, maxLength: 8 });
const seeds = uint8Array({ minLength: 32, maxLength: 32 });

function valueOf(digits: string): bigint {
  return Array.from(digits).reduce((value, digit) => value * 62n + BigInt(BASE62.indexOf(digit)), 0n);
}

describe("mintToken()", () => {
  for (const kind of KINDS) {
    it(`makes 63 characters that secret scanners find: ${kind}`, () => {
      const text = mintToken(kind, { random });
      assert.lengthOf(text, 63);
      assert.match(`token=${text};`, SCANNED);
      assert.isTrue(text.startsWith(`ts_${kind}_`));
    });
  }

  it("puts the tag of the family before the secret", () => {
    assert.equal(mintToken("at", { random, tag: TAG }).slice(6, 14), TAG);
  });

  it("draws tag and secret anew each time", () => {
    const drawn = Array.from({ length: 500 }, () => mintToken("cs", { random }).slice(6, -6));
    assert.equal(new Set(drawn.map((body) => body.slice(0, 8))).size, 500);
    assert.equal(new Set(drawn.map((body) => body.slice(8))).size, 500);
  });

  it("writes the checksum as it always did", () => {
    const text = mintToken("at", { random: seededRandom("for ever"), tag: TAG });
    assert.equal(text, "ts_at_Family01HrNBP8mnZsR2uLStW1C1XWkCZbD3lYpnmnkaZmpKpXd1cXlsI");
  });
});

describe("newTag()", () => {
  it("draws 8 digits", () => assert.match(newTag(random), /^[0-9A-Za-z]{8}$/));
});

describe("parseToken()", () => {
  const text = mintToken("rt", { random, tag: TAG });

  it("answers kind, tag and text", () => assert.deepEqual(parseToken(text), { kind: "rt", tag: TAG, text }));
  it("answers when the kind is the one asked for", () => assert.equal(parseToken(text, "rt")?.text, text));
  it("answers nothing for another kind", () => assert.isUndefined(parseToken(text, "at")));

  for (const [name, other] of [
    ["nothing", ""],
    ["a character less", text.slice(0, -1)],
    ["a character more", `${text}0`],
    ["a space around", ` ${text}`],
    ["another prefix", `tz_${text.slice(3)}`],
    ["an unknown kind", `ts_xt_${text.slice(6)}`],
    ["another kind over the same body", `ts_at_${text.slice(6)}`],
    ["no mark behind the kind", `ts_rt-${text.slice(6)}`],
    ["another last digit", text.slice(0, -1) + (text.endsWith("0") ? "1" : "0")],
    ["a checksum of zeros", `${text.slice(0, -6)}000000`],
    ["a hyphen in the secret", `${text.slice(0, 30)}-${text.slice(31)}`],
    ["a letter beyond ASCII in the secret", `${text.slice(0, 30)}ı${text.slice(31)}`],
    ["other letters throughout", text.toUpperCase()],
  ] as const) {
    it(`answers nothing for ${name}`, () => assert.isUndefined(parseToken(other)));
  }

  describe("with a right checksum", () => {
    const zeros = "0".repeat(50);

    it("answers a token of zeros", () => assert.isDefined(parseToken(sealed(`ts_at_0${zeros}`))));

    for (const [name, body] of [
      ["another prefix", `tz_at_0${zeros}`],
      ["an unknown kind", `ts_xt_0${zeros}`],
      ["no mark behind the kind", `ts_at-0${zeros}`],
      ["a first character that is no digit", `ts_at_-${zeros}`],
      ["a last character that is no digit", `ts_at_${zeros}_`],
      ["a second character that is no digit", `ts_at_0-${zeros.slice(1)}`],
    ] as const) {
      it(`answers nothing for ${name}`, () => assert.isUndefined(parseToken(sealed(body))));
    }

    it("answers nothing for a digit between body and checksum", () => {
      const token = sealed(`ts_at_0${zeros}`);
      assert.isUndefined(parseToken(`${token.slice(0, 57)}0${token.slice(57)}`));
    });
  });
});

// the checksum as the documentation describes it
function sealed(body: string): string {
  const value = slowCrc32(body);
  const digits = [5, 4, 3, 2, 1, 0].map((power) => BASE62.charAt(Math.floor(value / 62 ** power) % 62));
  return body + digits.join("");
}

describe("deriveToken()", () => {
  const seed = Buffer.alloc(32, 7);

  it("makes the same token for the same tag and seed", () => {
    assert.equal(deriveToken("rt", { tag: TAG, seed }), deriveToken("rt", { tag: TAG, seed: Buffer.alloc(32, 7) }));
  });

  it("does not look behind the 32nd byte", () => {
    const longer = Buffer.concat([seed, Buffer.from("more")]);
    assert.equal(deriveToken("rt", { tag: TAG, seed: longer }), deriveToken("rt", { tag: TAG, seed }));
  });

  for (const [name, bytes, secret] of [
    ["the least number as zeros", Buffer.alloc(32), "0".repeat(43)],
    ["one as a one at the end", Buffer.alloc(32).fill(1, 31), `${"0".repeat(42)}1`],
    ["sixty-two as ten", Buffer.alloc(32).fill(62, 31), `${"0".repeat(41)}10`],
  ] as const) {
    it(`writes ${name}`, () => assert.equal(deriveToken("at", { tag: TAG, seed: bytes }).slice(14, 57), secret));
  }

  it("refuses 31 bytes", () => {
    assert.throws(() => deriveToken("rt", { tag: TAG, seed: Buffer.alloc(31) }), RangeError, "32 bytes");
  });

  for (const tag of ["", "Family0", "Family012", "F-mily01", "Fa-ily01", "Family01\n"]) {
    it(`refuses the tag '${tag}', and so does mintToken()`, () => {
      assert.throws(() => deriveToken("rt", { tag, seed }), RangeError, "tag");
      assert.throws(() => mintToken("rt", { random, tag }), RangeError, "tag");
    });
  }
});

describe("token_string properties", () => {
  it("takes apart what it made", () => {
    forAll(
      property(kinds, tags, seeds, (kind, tag, seed) => {
        for (const text of [deriveToken(kind, { tag, seed }), mintToken(kind, { random, tag })]) {
          assert.deepEqual(parseToken(text, kind), { kind, tag, text });
          assert.equal(sealed(text.slice(0, -6)), text);
        }
      }),
    );
  });

  it("writes the seed as a number, so that no two seeds give one token", () => {
    forAll(
      property(seeds, (seed) => {
        const secret = deriveToken("rt", { tag: TAG, seed }).slice(14, 57);
        assert.equal(valueOf(secret), BigInt(`0x${Buffer.from(seed).toString("hex")}`));
      }),
    );
  });

  it("answers nothing for a typing error of up to three neighbouring characters", () => {
    const typed = array(characterOf(BASE62), { minLength: 1, maxLength: 3 });
    forAll(
      property(seeds, nat(54), typed, (seed, at, characters) => {
        const text = deriveToken("at", { tag: TAG, seed });
        const changed = text.slice(0, 6 + at) + characters.join("") + text.slice(6 + at + characters.length);
        assert.equal(parseToken(changed) === undefined, changed !== text);
      }),
    );
  });

  it("answers nothing for what strangers send, and never throws", () => {
    forAll(property(hostileText, kinds, (text, kind) => assert.isUndefined(parseToken(`ts_${kind}_${text}`))));
  });
});
