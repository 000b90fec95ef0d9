import { assert } from "chai";
import { describe, it } from "mocha";
import { FRONT } from "./_oidc.ts";
import { JWKS_SCENARIOS } from "./jwks_scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { SIGNATURE_SCENARIOS } from "./signature_scenarios.ts";

const ALL = [...SIGNATURE_SCENARIOS, ...JWKS_SCENARIOS];
const THROUGH_BROWSER = ALL.filter(({ name }) => name.endsWith("_front"));

function twinOf({ name }: Scenario): Scenario | undefined {
  return ALL.find((scenario) => `${scenario.name}_front` === name);
}

describe("scenarios of signatures that do not hold", () => {
  it("come in pairs of the same fault", () => {
    assert.isAbove(THROUGH_BROWSER.length, 15);
    for (const scenario of THROUGH_BROWSER) assert.deepEqual(twinOf(scenario)?.faults, scenario.faults, scenario.name);
  });

  it("let TLS vouch for what the token endpoint answers, and nothing for what a browser brings", () => {
    for (const scenario of THROUGH_BROWSER) {
      assert.equal(scenario.keyword, "MUST", scenario.name);
      assert.equal(twinOf(scenario)?.keyword, "SHOULD", scenario.name);
    }
  });

  it("run where the ID token comes from", () => {
    for (const scenario of THROUGH_BROWSER) {
      assert.deepEqual(scenario.setups, FRONT);
      assert.isFalse(twinOf(scenario)?.setups.some((setup) => FRONT.includes(setup)));
    }
  });

  it("forbid to follow an address in the header of a token", () => {
    const following = ALL.filter(({ name }) => name.startsWith("id_token_foreign_jku"));
    assert.lengthOf(following, 2);
    for (const { expect } of following) assert(expect.kind === "refuses" && expect.forbidden.includes("unknown"));
  });
});
