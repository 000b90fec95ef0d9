import { assert } from "chai";
import { RP_LOGOUT_FAULTS } from "../faults/rp_logout_faults.ts";
import { RP_LOGOUT_SCENARIOS } from "./rp_logout_scenarios.ts";
import { accepts, refuses } from "./scenario.ts";

describe("RP_LOGOUT_SCENARIOS", () => {
  it("has a scenario for each fault of its subject", () => {
    assert.sameMembers(
      RP_LOGOUT_SCENARIOS.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
      RP_LOGOUT_FAULTS.map(({ name }) => name),
    );
  });

  for (const { name, expect } of RP_LOGOUT_SCENARIOS) {
    const [kind, right] = name.includes("state")
      ? (["refuses", refuses()] as const)
      : (["accepts", accepts()] as const);
    it(`${name} ${kind}, which the client's own words tell alone`, () => assert.deepEqual(expect, right));
  }
});
