import { assert } from "chai";
import * as fc from "fast-check";

import { countKind, jsonKind, type Kind, markKind } from "./ephemeral.ts";

function overTheWire<T>(kind: Kind<T>, value: T): T {
  return kind.decode(new Uint8Array(kind.encode(value)));
}

describe("jsonKind()", () => {
  it("keeps its code", () => assert.equal(jsonKind("x").code, "x"));

  describe("properties", () => {
    it("gives back every JSON value", () => {
      const kind = jsonKind<unknown>("x");
      fc.assert(
        fc.property(fc.jsonValue({ noUnicodeString: false }), (value) =>
          assert.deepEqual(overTheWire(kind, value), JSON.parse(JSON.stringify(value))),
        ),
      );
    });
  });
});

describe("markKind()", () => {
  it("says that something is so, in one byte", () => {
    const kind = markKind("m");
    assert.isTrue(overTheWire(kind, true));
    assert.lengthOf(kind.encode(true), 1);
  });
});

describe("countKind()", () => {
  for (const count of [0, 1, 1_000_000]) {
    it(`gives back ${count}, written as Redis counts`, () => {
      const kind = countKind("c");
      assert.equal(overTheWire(kind, count), count);
      assert.equal(Buffer.from(kind.encode(count)).toString(), String(count));
    });
  }
});
