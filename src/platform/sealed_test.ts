import { assert } from "chai";
import { deriveKey } from "./keyed.ts";
import { seededRandom, systemRandom } from "./random.ts";
import { openSealed, seal, SealBroken } from "./sealed.ts";

const key = deriveKey("a secret of the tests", "sealing");
const opening = { key, purpose: "tests" };
const sealing = { ...opening, random: systemRandom };

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1;
  return changed;
}

describe("seal() and openSealed()", () => {
  for (const text of ["", "a", "ünï ✓", "x".repeat(100_000)]) {
    it(`give back a text of ${text.length} characters`, () => {
      assert.equal(openSealed(seal(text, sealing), opening).toString(), text);
    });
  }

  it("give back bytes that are no text", () => {
    const bytes = Uint8Array.of(0, 255, 254, 128);
    assert.deepEqual([...openSealed(seal(bytes, sealing), opening)], [...bytes]);
  });

  it("hide it, and never make the same of it twice", () => {
    const random = seededRandom("a");
    const texts = [1, 2].map(() => seal("the code is 1234", { ...opening, random }));
    assert.notEqual(texts[0], texts[1]);
    assert.notInclude(Buffer.from(texts[0]!.slice(3), "base64url").toString("latin1"), "1234");
  });

  it("write the form before it, so that a later one can be told apart", () => {
    assert.match(seal("a", sealing), /^s1\.[\w-]+$/u);
  });

  for (const [what, other] of [
    ["key", { ...opening, key: deriveKey("a secret of the tests", "another") }],
    ["purpose", { ...opening, purpose: "another" }],
  ] as const) {
    it(`open nothing with another ${what}`, () => {
      assert.throws(() => openSealed(seal("a", sealing), other), SealBroken);
    });
  }

  it("open nothing in which any byte was changed, added or left out", () => {
    const bytes = Buffer.from(seal("abc", sealing).slice(3), "base64url");
    for (const at of bytes.keys()) {
      for (const broken of [flipped(bytes, at), bytes.subarray(0, at), bytes.subarray(at + 1)])
        assert.throws(() => openSealed(`s1.${broken.toString("base64url")}`, opening), SealBroken);
    }
  });

  for (const [what, broken] of [
    ["no text", ""],
    ["the form alone", "s1."],
    ["another form", seal("a", sealing).replace("s1", "s2")],
    ["padding", `${seal("a", sealing)}=`],
    ["a line break", `${seal("a", sealing)}\n`],
  ] as const) {
    it(`open nothing of ${what}`, () => {
      assert.throws(() => openSealed(broken, opening), SealBroken);
    });
  }

  for (const length of [0, 16, 31, 33]) {
    it(`refuse a key of ${length} bytes as the mistake of a programmer`, () => {
      const short = { ...sealing, key: new Uint8Array(length) };
      assert.throws(() => seal("a", short), RangeError, "32 bytes");
      assert.throws(() => openSealed("s1.", short), RangeError, "32 bytes");
    });
  }
});
