import { assert } from "chai";
import { ALL_RULES } from "../../conformance/rules/mod.ts";
import { ruleUrl } from "./mod.ts";

describe("ruleUrl()", () => {
  for (const id of ["", "RFC6749", "RFC6749-4.1", "OIDC", "OIDC-5.5", "ISO-8859-1", "toString-1-1", "__proto__-1-1"]) {
    it(`answers nothing for '${id}'`, () => assert.isUndefined(ruleUrl(id)));
  }

  it("knows an appendix by its letter", () => {
    assert.equal(ruleUrl("RFC6749-B-1"), "https://www.rfc-editor.org/rfc/rfc6749#appendix-B");
  });

  for (const [id, url] of [
    ["OIDC-3.1.3.7-2", "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7"],
    ["FORMPOST-2-1", "https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html#rfc.section.2"],
    ["WEBFINGER-4.2-1", "https://www.rfc-editor.org/rfc/rfc7033#section-4.2"],
  ] as const) {
    it(`knows where '${id}' stands, whose book goes by a name`, () => assert.equal(ruleUrl(id), url));
  }

  it("leads where the rule books do", () => {
    for (const { id, url } of ALL_RULES.values()) assert.equal(ruleUrl(id), url);
  });
});
