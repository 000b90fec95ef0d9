import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { DISPLAYS, parseDisplay } from "./mod.ts";

describe("parseDisplay()", () => {
  for (const word of DISPLAYS) it(`knows ${word}`, () => assert.equal(parseDisplay(word), word));

  for (const word of [undefined, "", "Popup", "popup ", "popup touch", "__proto__", "hologram"]) {
    rule("OIDC-15.1-1", `takes ${JSON.stringify(word)} for a page`, () => assert.equal(parseDisplay(word), "page"));
  }
});
