import { assert } from "chai";
import { assert as forAll, property, string } from "fast-check";
import { marksUnder } from "./marks.ts";

const KEY = Buffer.alloc(32, "one");
const mark = marksUnder(KEY);

describe("marksUnder()", () => {
  it("tells the length and eight digits, and nothing else", () => {
    assert.match(mark("a secret"), /^\[8 characters, #[0-9a-f]{8}\]$/);
  });

  it("tells that there is nothing", () => {
    assert.equal(mark(""), "[empty]");
  });

  it("is the same for equal secrets only, and under the same key only", () => {
    assert.equal(mark("a secret"), marksUnder(Buffer.from(KEY))("a secret"));
    assert.notEqual(mark("a secret"), mark("a secreT"));
    assert.notEqual(mark("a secret"), marksUnder(Buffer.alloc(32, "two"))("a secret"));
  });

  it("never holds what it stands for", () => {
    forAll(
      property(string({ minLength: 9, maxLength: 60 }), (secret) => {
        assert.notInclude(mark(secret), secret);
        assert.include(mark(secret), `[${secret.length} characters`);
      }),
    );
  });
});
