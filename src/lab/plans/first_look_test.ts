import { assert } from "chai";
import { describe, it } from "mocha";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { ALL_PLANS } from "./all_plans.ts";
import { firstLook, TELLING } from "./first_look.ts";
import { plannedIn } from "./plan.ts";

const PLAN = { setups: ["code"] } as const;

/** Scenarios of which nothing matters but the name and that they are run for a code. */
function named(...names: readonly string[]): readonly Scenario[] {
  return names.map((name) => ({
    name,
    title: name,
    setups: ["code"],
    says: "x",
    mend: "x",
    rule: "RFC6749-1-1",
    keyword: "MUST",
    faults: [],
    expect: { kind: "either" },
  }));
}

/** Its letters, each a name. */
function split(letters: string): readonly string[] {
  return letters.split("");
}

const TWELVE = named(...split("abcdefghijkl"));

describe("firstLook()", () => {
  for (const [what, telling, names] of [
    ["those that tell most, in the order of what they tell", ["d", "b", "a", "c"], ["d", "b", "a", "c"]],
    ["at most ten", split("lkjihgfedcba"), split("lkjihgfedc")],
    ["the first of the plan where nobody says which tell most", [], split("abcd")],
    ["others beside those few that are named", ["c", "b"], split("cbad")],
    ["none that the plan has not", ["x", "a", "y", "b", "c", "d"], split("abcd")],
  ] as const)
    it(`has ${what}`, () => {
      assert.deepEqual(firstLook(PLAN, { scenarios: TWELVE, telling }), [...names]);
    });

  it("has all of a plan that is shorter", () => {
    assert.deepEqual(firstLook(PLAN, { scenarios: named("a", "b"), telling: ["b"] }), ["b", "a"]);
  });

  for (const plan of ALL_PLANS)
    it(`is short for the plan '${plan.name}', and part of it`, () => {
      const names = firstLook(plan, { scenarios: ALL_SCENARIOS });
      const all = plannedIn(plan, ALL_SCENARIOS).map(({ scenario }) => scenario.name);
      assert.isAtLeast(names.length, Math.min(4, all.length));
      assert.isAtMost(names.length, 10);
      assert.includeMembers(all, [...names]);
      assert.deepEqual([...new Set(names)], [...names]);
    });

  it("is chosen from cases that there are, each named once", () => {
    assert.includeMembers(
      ALL_SCENARIOS.map(({ name }) => name),
      [...TELLING],
    );
    assert.deepEqual([...new Set(TELLING)], [...TELLING]);
  });
});
