import { assert } from "chai";
import { describe, it } from "mocha";
import type { Scenario } from "../scenarios/scenario.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { ALL_PLANS } from "./all_plans.ts";
import { lintsIn, type Plan, planDifference, type PlannedLint, plannedIn } from "./plan.ts";

function scenario(name: string, ...setups: Scenario["setups"]): Scenario {
  const words = { title: name, says: name, mend: name, rule: "RFC6749-1-1", keyword: "MUST" } as const;
  return { name, setups, ...words, faults: [], expect: { kind: "either" } };
}

function plan(name: string, ...setups: Plan["setups"]): Plan {
  return { name, title: name, says: name, setups };
}

const CASES = [scenario("a", "code"), scenario("b", "oidc-code", "code"), scenario("c", "device")];

const LINTS: readonly PlannedLint[] = [
  { name: "everywhere" },
  { name: "of-code", setups: ["code"] },
  { name: "of-others", setups: ["device", "oauth1"] },
];
const ALL = { scenarios: CASES, lints: LINTS };

describe("lintsIn()", () => {
  for (const [setups, names] of [
    [["code"], ["everywhere", "of-code"]],
    [["device"], ["everywhere", "of-others"]],
    [
      ["oauth1", "code"],
      ["everywhere", "of-code", "of-others"],
    ],
    [["spa"], ["everywhere"]],
  ] as const)
    it(`has those that look at ${setups.join(" and ")}`, () => {
      assert.deepEqual(lintsIn(plan("p", ...setups), LINTS), [...names]);
    });
});

describe("plannedIn()", () => {
  it("has each scenario once, in the first of its setups that the plan has", () => {
    const planned = plannedIn(plan("p", "code", "oidc-code"), CASES);
    assert.deepEqual(
      planned.map(({ scenario: { name }, setup }) => `${name} ${setup}`),
      ["a code", "b oidc-code"],
    );
  });

  it("has nothing for a plan whose setups no scenario knows", () => {
    assert.deepEqual(plannedIn(plan("p", "oauth1"), CASES), []);
  });
});

describe("planDifference()", () => {
  it("tells setups, scenarios, those that moved, and lints", () => {
    const difference = planDifference(plan("p", "code"), plan("q", "oidc-code", "device"), ALL);
    assert.deepEqual(difference, {
      setups: [["code"], ["oidc-code", "device"]],
      scenarios: [["a"], ["c"]],
      moved: [{ scenario: "b", setups: ["code", "oidc-code"] }],
      lints: [["of-code"], ["of-others"]],
    });
  });

  it("finds nothing between a plan and itself", () => {
    const [one] = ALL_PLANS;
    assert(one !== undefined);
    const nothing: readonly [[], []] = [[], []];
    assert.deepEqual(planDifference(one, one, ALL), { setups: nothing, scenarios: nothing, moved: [], lints: nothing });
  });
});

describe("ALL_PLANS", () => {
  it("has names that are addresses, each once", () => {
    const names = ALL_PLANS.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
    for (const name of names) assert.match(name, /^[a-z][a-z0-9.-]*$/);
  });

  it("says whom it is for in a sentence without a full stop", () => {
    for (const { says, title } of ALL_PLANS) {
      assert.match(says, /^[A-Z].*[^.]$/);
      assert.notEqual(title, "");
    }
  });

  it("leaves no setup out of some plan beside the one of all", () => {
    const some = new Set(ALL_PLANS.filter(({ name }) => name !== "all").flatMap(({ setups }) => setups));
    assert.deepEqual([...some].toSorted(), [...SETUPS].toSorted());
  });
});
