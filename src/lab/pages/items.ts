import type { RecordItem } from "../../pages/mod.ts";
import type { Fault } from "../faults/fault.ts";
import type { Lint } from "../judge/lints.ts";
import { aboutMinutes, minutesByHand } from "../plans/by_hand.ts";
import { firstLook } from "../plans/first_look.ts";
import { type Plan, plannedIn } from "../plans/plan.ts";
import { plannedAttempts } from "../runs/planned_attempts.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import type { Scenario } from "../scenarios/scenario.ts";

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** How much a plan has: `28 scenarios in 1 setup`. */
export function countsOf(plan: Plan): string {
  const { length } = plannedIn(plan, ALL_SCENARIOS);
  return `${counted(length, "scenario")} in ${counted(plan.setups.length, "setup")}`;
}

/** How long a person needs for some scenarios of a plan, or for all; the unmodified flows before them counted in. */
export function timeByHand(plan: Plan, only?: readonly string[]): string {
  return aboutMinutes(minutesByHand(plannedAttempts(plan, { scenarios: ALL_SCENARIOS, only })));
}

/** A scenario in a list: what it is, what is demanded, and by which rule. */
export function scenarioItem({ name, title, rule, keyword, says }: Scenario, base: string): RecordItem {
  return {
    name: title,
    href: `${base}/lab/scenarios/${name}`,
    badges: [keyword],
    facts: [
      { name: "", value: says },
      { name: "", value: rule, isCode: true },
    ],
  };
}

/** A lint in a list. */
export function lintItem({ title, rule, keyword, says }: Lint): RecordItem {
  return {
    name: title,
    badges: [keyword],
    facts: [
      { name: "", value: says },
      { name: "", value: rule, isCode: true },
    ],
  };
}

/** A fault in a list, which leads to the scenarios that have it. */
export function faultItem({ name, place, says }: Fault, base: string): RecordItem {
  return {
    name: says,
    href: `${base}/lab/scenarios?words=${encodeURIComponent(name)}`,
    facts: [
      { name: "", value: name, isCode: true },
      { name: "at", value: place, isCode: true },
    ],
  };
}

/** A plan in a list, with what it costs a person. */
export function planItem(plan: Plan, href: string): RecordItem {
  const first = firstLook(plan, { scenarios: ALL_SCENARIOS });
  return {
    name: plan.title,
    href,
    facts: [
      { name: "", value: plan.says },
      { name: "", value: `${countsOf(plan)}; by hand ${timeByHand(plan)}, a first look ${timeByHand(plan, first)}` },
    ],
  };
}
