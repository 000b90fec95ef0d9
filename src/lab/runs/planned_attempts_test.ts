import { assert } from "chai";
import * as fc from "fast-check";
import { assertRefused } from "../../../test/support/refusals.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { scenario, SCENARIOS } from "../../../test/support/lab_runs.ts";
import { controlName, plannedAttempts, type PlannedOptions, planNamed } from "./planned_attempts.ts";

function namesIn(plan: string, options: Partial<PlannedOptions> = {}): readonly string[] {
  return plannedAttempts(planNamed(plan), { scenarios: SCENARIOS, ...options }).map(({ name }) => name);
}

describe("planNamed()", () => {
  for (const { name } of ALL_PLANS) it(`finds '${name}'`, () => assert.equal(planNamed(name).name, name));

  for (const name of ["", "OAUTH2-BASIC", "nothing", "constructor"]) {
    it(`refuses '${name}', and tells those that there are`, async () => {
      await assertRefused(() => planNamed(name), { code: "invalid_request", status: 400, says: "oauth2-basic, " });
    });
  }
});

describe("plannedAttempts()", () => {
  it("begins with a control for each setup, also where no scenario is", () => {
    assert.deepEqual(namesIn("resource-server"), ["control-resource", "control-introspection", "control-revocation"]);
  });

  it("runs each scenario once, in the first of its setups that the plan has", () => {
    const all = plannedAttempts(planNamed("all"), { scenarios: SCENARIOS });
    assert.equal(all.find(({ name }) => name === "slow_reply")?.setup, "code");
    assert.lengthOf(
      all.filter(({ control }) => !control),
      SCENARIOS.length,
    );
    const [attempt] = plannedAttempts(planNamed("oidc-basic"), { scenarios: SCENARIOS, only: ["slow_reply"] }).slice(1);
    assert.equal(attempt?.setup, "oidc-code");
  });

  it("puts first what needs the most patience", () => {
    assert.deepEqual(namesIn("oidc-basic"), ["control-oidc-code", "slow_reply", "wrong_issuer", "wrong_audience"]);
  });

  it("adds the patience and the acts of the setup to those of the scenario", () => {
    const device = plannedAttempts(planNamed("device"), { scenarios: SCENARIOS });
    const waits = SETUP_OF.device.patience ?? 0;
    assert.deepEqual(
      device.map(({ patience }) => patience),
      [waits, waits + 9_000],
    );
    const logout = scenario("wrong_token", { setups: ["logout-back-channel"], acts: ["deny", "end_session"] });
    const [, attempt] = plannedAttempts(planNamed("oidc-logout"), { scenarios: [logout], only: ["wrong_token"] });
    assert.deepEqual(attempt?.acts, ["deny", "end_session"]);
  });

  it("controls only the setups of the scenarios that are named", () => {
    assert.deepEqual(namesIn("all", { only: ["wrong_issuer"] }), ["control-oidc-code", "wrong_issuer"]);
  });

  it("moves a scenario to a setup that is named, if it is one of its own", () => {
    assert.deepEqual(namesIn("all", { setups: ["oidc-code"], only: ["slow_reply"] }), [
      "control-oidc-code",
      "slow_reply",
    ]);
    assert.deepEqual(namesIn("all", { setups: ["refresh"] }), ["control-refresh"]);
  });

  for (const [name, options, says] of [
    ["a scenario that nobody knows", { only: ["wrong_issuer", "nothing"] }, "'nothing': choose of wrong_issuer"],
    ["a scenario of another plan", { only: ["slow_down"] }, "'slow_down'"],
    ["a setup of another plan", { setups: ["device"] }, "the setup 'device': choose of oidc-code"],
    ["a scenario that the named setup does not have", { setups: ["oidc-code"], only: ["slow_down"] }, "'slow_down'"],
    ["a name of objects", { only: ["constructor"] }, "'constructor'"],
  ] as const) {
    it(`refuses ${name}`, async () => {
      await assertRefused(() => namesIn("oidc-basic", options), { code: "invalid_request", says });
    });
  }

  it("says so where there is nothing to choose of", async () => {
    await assertRefused(() => namesIn("refresh", { only: ["wrong_issuer"] }), {
      code: "invalid_request",
      says: "there is none",
    });
  });

  it("gives every attempt a name of its own, and no two orders for one wish", () => {
    fc.assert(
      fc.property(fc.subarray([...SETUPS], { minLength: 1 }), (setups) => {
        const plan = { ...planNamed("all"), setups };
        const planned = plannedAttempts(plan, { scenarios: SCENARIOS });
        const names = planned.map(({ name }) => name);
        assert.lengthOf(new Set(names), names.length);
        assert.deepEqual(
          planned.filter(({ control }) => control).map(({ name }) => name),
          setups.map(controlName),
        );
        for (const { setup, flow } of planned) assert.equal(flow, SETUP_OF[setup].flow);
      }),
    );
  });
});
