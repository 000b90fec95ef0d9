import { fail } from "../../protocol/mod.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { type Plan, plannedIn } from "../plans/plan.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import type { PlannedAttempt } from "./run_report.ts";

/** What of a plan is to be tried; all of it where nothing is named. */
export interface PlannedOptions {
  readonly scenarios: readonly Scenario[];
  /** Names of scenarios. */
  readonly only?: readonly string[] | undefined;
  /** Names of setups. */
  readonly setups?: readonly string[] | undefined;
}

/** What the unmodified flow of a setup is called: no scenario has a hyphen in its name. */
export function controlName(setup: SetupName): string {
  return `control-${setup}`;
}

function refuseUnknown(unknown: string, { kind, names }: { readonly kind: string; readonly names: readonly string[] }) {
  const known = names.length === 0 ? "there is none" : `choose of ${names.join(", ")}`;
  return fail("invalid_request", `Cannot begin a run with the ${kind} '${unknown}': ${known}`);
}

function checkNames(
  named: readonly string[],
  known: { readonly kind: string; readonly names: readonly string[] },
): void {
  const unknown = named.find((name) => !known.names.includes(name));
  if (unknown !== undefined) refuseUnknown(unknown, known);
}

/**
 * The plan of a name.
 *
 * @throws {OAuthError} invalid_request that tells the names that there are.
 */
export function planNamed(name: string): Plan {
  const names = ALL_PLANS.map((plan) => plan.name);
  return ALL_PLANS.find((plan) => plan.name === name) ?? refuseUnknown(name, { kind: "plan", names });
}

function controlOf(setup: SetupName): PlannedAttempt {
  const { title, flow, patience = 0, acts = [] } = SETUP_OF[setup];
  return {
    name: controlName(setup),
    setup,
    flow,
    control: true,
    title: `${title}: the unmodified flow`,
    patience,
    acts,
  };
}

/** The same with what the scenario has besides. */
function attemptOf(scenario: Scenario, setup: SetupName): PlannedAttempt {
  const { flow, patience = 0, acts = [] } = SETUP_OF[setup];
  const { name, title } = scenario;
  return {
    name,
    setup,
    flow,
    control: false,
    title,
    patience: patience + (scenario.patience ?? 0),
    acts: [...new Set([...(scenario.acts ?? []), ...acts])],
  };
}

/**
 * What a run has to try: controls by setup, then scenarios, those first for which one waits longest.
 *
 * Where scenarios are named, only those setups are controlled in which they run; where a setup is named, scenarios that
 * the plan would run in another setup run in that one, if it is one of theirs.
 *
 * @throws {OAuthError} invalid_request for scenarios and setups that the plan does not have.
 */
export function plannedAttempts(plan: Plan, { scenarios, only, setups }: PlannedOptions): readonly PlannedAttempt[] {
  checkNames(setups ?? [], { kind: "setup", names: plan.setups });
  const kept = plan.setups.filter((setup) => setups === undefined || setups.includes(setup));
  const all = plannedIn({ setups: kept }, scenarios);
  checkNames(only ?? [], { kind: "scenario", names: all.map(({ scenario }) => scenario.name) });
  const chosen = all.filter(({ scenario }) => only === undefined || only.includes(scenario.name));
  const attempts = chosen.map(({ scenario, setup }) => attemptOf(scenario, setup));
  const controls = kept.filter((setup) => only === undefined || attempts.some((attempt) => attempt.setup === setup));
  return [...controls.map(controlOf), ...attempts.toSorted((one, other) => other.patience - one.patience)];
}
