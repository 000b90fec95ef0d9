import { assert } from "chai";
import { deriveKey } from "./keyed.ts";
import { seededRandom } from "./random.ts";
import { seal, unseal } from "./sealed.ts";

const key = deriveKey("a secret of the tests", "sealing");

describe("seal() and unseal()", () => {
  for (const text of ["", "a", "ünï ✓", "x".repeat(100_000)]) {
    it(`give back a text of ${text.length} characters`, () => {
      assert.equal(unseal(seal(text, { key, random: seededRandom("a") }), key), text);
    });
  }

  it("hide it, and never make the same of it twice", () => {
    const random = seededRandom("a");
    const [one, two] = [seal("the code is 1234", { key, random }), seal("the code is 1234", { key, random })];
    assert.notEqual(one, two);
    assert.notInclude(Buffer.from(one, "base64url").toString("latin1"), "1234");
  });

  it("answer nothing under another key", () => {
    const sealed = seal("a", { key, random: seededRandom("a") });
    assert.isUndefined(unseal(sealed, deriveKey("a secret of the tests", "another purpose")));
  });

  it("answer nothing for a text in which any byte was changed or left out", () => {
    const bytes = Buffer.from(seal("abc", { key, random: seededRandom("a") }), "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      for (const broken of [changed, bytes.subarray(0, at), bytes.subarray(at + 1)])
        assert.isUndefined(unseal(broken.toString("base64url"), key));
    }
  });
});
