import { assert } from "chai";
import { keyIn } from "./redemption.ts";

describe("keyIn()", () => {
  for (const [sender, expected] of [
    [undefined, undefined],
    [{}, undefined],
    [{ mtls: "x" }, undefined],
    [{ dpop: 1 }, undefined],
    [{ dpop: "x", mtls: "y" }, "x"],
  ] as const) {
    it(`finds ${expected ?? "none"} in ${JSON.stringify(sender)}`, () => assert.equal(keyIn(sender), expected));
  }
});
