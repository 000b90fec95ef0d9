import { assert } from "chai";
import { readFileSync } from "node:fs";
import { VERSION } from "./version.ts";

describe("VERSION", () => {
  it("is a version that can be compared", () => assert.match(VERSION, /^\d+\.\d+\.\d+(-[\w.]+)?$/));

  it("is the one that the package has", () => {
    const file = new URL("../../package.json", import.meta.url);
    assert.equal(VERSION, JSON.parse(readFileSync(file, "utf8")).version);
  });
});
