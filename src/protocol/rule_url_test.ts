import { assert } from "chai";
import { ALL_RULES } from "../../conformance/rules/mod.ts";
import { ruleUrl } from "./mod.ts";

describe("ruleUrl()", () => {
  for (const id of ["", "RFC6749", "RFC6749-4.1", "OIDC-3.1.3.7-2"]) {
    it(`answers nothing for '${id}'`, () => assert.isUndefined(ruleUrl(id)));
  }

  it("knows an appendix by its letter", () => {
    assert.equal(ruleUrl("RFC6749-B-1"), "https://www.rfc-editor.org/rfc/rfc6749#appendix-B");
  });

  it("leads where the rule books do", () => {
    for (const { id, url } of ALL_RULES.values()) assert.equal(ruleUrl(id), url);
  });
});
