import type { Scenario } from "../scenarios/scenario.ts";
import type { SetupName } from "../scenarios/setup.ts";

/** A choice of setups for one kind of client; its scenarios follow from them. */
export interface Plan {
  /** `oauth2-basic`. */
  readonly name: string;
  /** A few words for a list. */
  readonly title: string;
  /** For which clients it is, one sentence without a full stop. */
  readonly says: string;
  /** At least one; a scenario runs in the first of its own that is among them. */
  readonly setups: readonly SetupName[];
}

/** A scenario, and the setup in which a plan runs it. */
export interface Planned {
  readonly scenario: Scenario;
  readonly setup: SetupName;
}

/** What a plan runs, in the order of the scenarios; each once, in the first of its setups that the plan has. */
export function plannedIn({ setups }: Pick<Plan, "setups">, scenarios: readonly Scenario[]): readonly Planned[] {
  return scenarios.flatMap((scenario) => {
    const setup = scenario.setups.find((name) => setups.includes(name));
    return setup === undefined ? [] : [{ scenario, setup }];
  });
}

/** A check of the requests of a run, as far as a plan decides whether it has anything to look at. */
export interface PlannedLint {
  readonly name: string;
  /** Setups whose requests it looks at; all when not given. */
  readonly setups?: readonly SetupName[];
}

/** Names of the lints that look at something of a plan, in their order. */
export function lintsIn({ setups }: Pick<Plan, "setups">, lints: readonly PlannedLint[]): readonly string[] {
  return lints.flatMap((lint) => (lint.setups?.some((name) => setups.includes(name)) === false ? [] : [lint.name]));
}

/** All that plans choose from. */
export interface PlanDifferenceOptions {
  readonly scenarios: readonly Scenario[];
  readonly lints: readonly PlannedLint[];
}

/** What one plan has and another has not. */
export interface PlanDifference {
  /** Setups of the first alone, and of the second alone. */
  readonly setups: readonly [readonly SetupName[], readonly SetupName[]];
  /** Names of scenarios of the first alone, and of the second alone. */
  readonly scenarios: readonly [readonly string[], readonly string[]];
  /** Scenarios of both that run in different setups. */
  readonly moved: readonly { readonly scenario: string; readonly setups: readonly [SetupName, SetupName] }[];
  /** Names of lints that look at something of the first alone, and of the second alone. */
  readonly lints: readonly [readonly string[], readonly string[]];
}

function withoutThose<T>(some: readonly T[], others: readonly T[]): readonly T[] {
  return some.filter((one) => !others.includes(one));
}

/** In what two plans differ. */
export function planDifference(one: Plan, other: Plan, { scenarios, lints }: PlanDifferenceOptions): PlanDifference {
  const [ones, others] = [plannedIn(one, scenarios), plannedIn(other, scenarios)];
  const [names, otherNames] = [ones, others].map((planned) => planned.map(({ scenario }) => scenario.name));
  const [looks, otherLooks] = [lintsIn(one, lints), lintsIn(other, lints)];
  const setupIn = new Map(others.map(({ scenario, setup }) => [scenario.name, setup]));
  return {
    setups: [withoutThose(one.setups, other.setups), withoutThose(other.setups, one.setups)],
    scenarios: [withoutThose(names ?? [], otherNames ?? []), withoutThose(otherNames ?? [], names ?? [])],
    moved: ones.flatMap(({ scenario: { name }, setup }) => {
      const elsewhere = setupIn.get(name);
      return elsewhere === undefined || elsewhere === setup ? [] : [{ scenario: name, setups: [setup, elsewhere] }];
    }),
    lints: [withoutThose(looks, otherLooks), withoutThose(otherLooks, looks)],
  };
}
