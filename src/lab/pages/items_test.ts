import { assert } from "chai";
import { describe, it } from "mocha";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import { LINTS } from "../judge/lints.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import type { Plan } from "../plans/plan.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { countsOf, faultItem, lintItem, planItem, scenarioItem, timeByHand } from "./items.ts";

function planOf(...setups: Plan["setups"]): Plan {
  return { name: "p", title: "P", says: "For P", setups };
}

describe("items of the lab's lists", () => {
  for (const [plan, text] of [
    [planOf("revocation"), /^\d+ scenarios in 1 setup$/],
    [planOf("revocation", "device"), /^\d+ scenarios in 2 setups$/],
    [planOf(), /^0 scenarios in 0 setups$/],
  ] as const)
    it(`countsOf() counts scenarios and setups: ${String(text)}`, () => {
      assert.match(countsOf(plan), text);
    });

  for (const [only, text] of [
    [["id_token_expired"], "about 3 minutes"],
    [["id_token_expired", "id_token_wrong_nonce"], "about 5 minutes"],
  ] as const)
    it(`timeByHand() counts the unmodified flow in: ${only.length} of a plan are ${text}`, () => {
      assert.equal(timeByHand(planOf("oidc-code"), only), text);
    });

  it("timeByHand() is longest for everything", () => {
    assert.match(timeByHand(ALL_PLANS.at(-1)!), /^about 1\d hours$/);
  });

  it("scenarioItem() says what is demanded, how strongly and by which rule, and leads to it", () => {
    const scenario = ALL_SCENARIOS.find(({ name }) => name === "id_token_wrong_issuer")!;
    const { name, href, badges, facts } = scenarioItem(scenario, "/t");
    assert.deepEqual([name, href, badges], [scenario.title, "/t/lab/scenarios/id_token_wrong_issuer", ["MUST"]]);
    assert.deepEqual(
      facts.map(({ value }) => value),
      [scenario.says, "OIDC-3.1.3.7-2"],
    );
  });

  it("lintItem() leads nowhere, as a lint has no page", () => {
    const item = lintItem(LINTS[0]!);
    assert.equal(item.name, LINTS[0]?.title);
    assert.isUndefined(item.href);
  });

  it("faultItem() leads to the scenarios that have the fault", () => {
    const { name, href } = faultItem(ALL_FAULTS.get("id_token_wrong_issuer")!, "");
    assert.equal(href, "/lab/scenarios?words=id_token_wrong_issuer");
    assert.match(name, /iss/);
  });

  it("planItem() says how long all of it takes, and a first look", () => {
    const { facts } = planItem(planOf("oidc-code"), "/x");
    assert.match(facts[1]?.value ?? "", /by hand about \d hours, a first look about 15 minutes$/);
  });
});
