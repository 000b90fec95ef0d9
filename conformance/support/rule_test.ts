import { assert } from "chai";
import { beyond, beyondTitle, rule, ruleTitle } from "./rule.ts";

const REPLAY = "RFC6749-4.1.2-5";
const REVOKE = "RFC6749-4.1.2-6";

describe("ruleTitle()", () => {
  it("names the rule and its keyword after the sentence", () => {
    assert.equal(ruleTitle(REPLAY, "refuses a used code"), "refuses a used code [RFC6749-4.1.2-5 MUST]");
  });

  it("names several rules in the order given", () => {
    assert.equal(ruleTitle([REVOKE, REPLAY], "ends it"), "ends it [RFC6749-4.1.2-6 SHOULD, RFC6749-4.1.2-5 MUST]");
  });
});

describe("beyondTitle()", () => {
  it("says that the test goes beyond the rule and names no keyword", () => {
    assert.equal(beyondTitle(REVOKE, "ends it for all"), "ends it for all [beyond RFC6749-4.1.2-6]");
  });
});

for (const [name, define] of [
  ["rule()", rule],
  ["beyond()", beyond],
] as const) {
  describe(name, () => {
    for (const [what, ids, message] of [
      ["an id that no rule book lists", "RFC6749-99-1", "'RFC6749-99-1'"],
      ["a list with one unknown id", [REPLAY, "RFC6749-99-1"], "'RFC6749-99-1'"],
      ["an empty list", [], "no rule"],
    ] as const) {
      it(`refuses ${what} when the file is loaded`, () => {
        assert.throws(() => define(ids, "is never run", () => undefined), RangeError, message);
      });
    }
  });
}

describe("a test that rule() or beyond() defines", () => {
  const ran: string[] = [];
  const defined = rule(REPLAY, "is run by mocha", () => void ran.push("rule"));
  const hardening = beyond(REVOKE, "is run by mocha as well", async () => void ran.push("beyond"));

  it("has been run under its title", () => {
    assert.deepEqual(ran, ["rule", "beyond"]);
    assert.equal(defined.title, "is run by mocha [RFC6749-4.1.2-5 MUST]");
    assert.equal(hardening.title, "is run by mocha as well [beyond RFC6749-4.1.2-6]");
  });
});
