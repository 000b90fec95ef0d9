import type { Endpoint, Exchange, Operations, Schema } from "../../engine/mod.ts";
import { json, type Reply } from "../../protocol/mod.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import { refuseGone } from "../issuers/made_key.ts";
import { LINTS } from "../judge/lints.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { type Plan, planDifference, plannedIn } from "../plans/plan.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { LAB_TAG, segmentsBelow } from "./access.ts";

const TEXT: Schema = { type: "string" };
const TEXTS: Schema = { type: "array", items: TEXT };

/** Lists that change with the program alone. */
const KEPT = { "Cache-Control": "public, max-age=300" };

function faultsView() {
  return Array.from(ALL_FAULTS.values(), ({ name, place, says, options = {} }) => ({ name, place, says, options }));
}

function scenarioView({ name, title, setups, rule, keyword, says, mend, faults, expect, known = [] }: Scenario) {
  return {
    name,
    title,
    setups,
    rule,
    keyword,
    says,
    mend,
    faults: faults.map(({ fault }) => fault),
    expects: expect.kind,
    known,
  };
}

function planView(plan: Plan) {
  const { name, title, says, setups } = plan;
  return { name, title, says, setups, scenarios: plannedIn(plan, ALL_SCENARIOS).map(({ scenario }) => scenario.name) };
}

function planNamed(name: string): Plan {
  return ALL_PLANS.find((plan) => plan.name === name) ?? refuseGone(`the plan '${name}'`);
}

function differ(exchange: Exchange): Reply {
  const [one = "", , other = ""] = segmentsBelow(exchange, "/lab/api/plans/");
  const difference = planDifference(planNamed(one), planNamed(other), { scenarios: ALL_SCENARIOS, lints: LINTS });
  const { setups, scenarios, moved, lints } = difference;
  const only = ([of_one, of_other]: readonly [readonly string[], readonly string[]]) => ({
    [one]: of_one,
    [other]: of_other,
  });
  return json(
    200,
    one === other
      ? { setups: {}, scenarios: {}, moved, lints: {} }
      : { setups: only(setups), scenarios: only(scenarios), moved, lints: only(lints) },
    KEPT,
  );
}

/** A list that is read, with what each of its items is. */
function listed(summary: string, { name, item }: { readonly name: string; readonly item: Schema }): Operations {
  const schema: Schema = { type: "object", required: [name], properties: { [name]: { type: "array", items: item } } };
  return { GET: { summary, tag: LAB_TAG, answers: { 200: { says: "All of them", schema } } } };
}

const FAULT: Schema = {
  title: "LabFault",
  type: "object",
  required: ["name", "place", "says", "options"],
  properties: {
    name: TEXT,
    place: { ...TEXT, description: "The kind of request whose answer carries it" },
    says: TEXT,
    options: { type: "object", additionalProperties: TEXT, description: "What a use of it may say besides" },
  },
};

const SCENARIO: Schema = {
  title: "LabScenario",
  type: "object",
  required: ["name", "title", "setups", "rule", "keyword", "says", "mend", "faults", "expects", "known"],
  properties: {
    name: TEXT,
    title: TEXT,
    setups: TEXTS,
    rule: { ...TEXT, description: "Id of the sentence of a specification" },
    keyword: { ...TEXT, enum: ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"] },
    says: { ...TEXT, description: "What a client must do" },
    mend: { ...TEXT, description: "What to change in a client that fails" },
    faults: TEXTS,
    expects: { ...TEXT, enum: ["refuses", "accepts", "either", "observes"] },
    known: { ...TEXTS, description: "Where else the case is known by another name" },
  },
};

const PLAN: Schema = {
  title: "LabPlan",
  type: "object",
  required: ["name", "title", "says", "setups", "scenarios"],
  properties: { name: TEXT, title: TEXT, says: TEXT, setups: TEXTS, scenarios: TEXTS },
};

const BY_PLAN: Schema = { type: "object", additionalProperties: TEXTS };
const DIFFERENCE: Schema = {
  title: "LabPlanDifference",
  type: "object",
  required: ["setups", "scenarios", "moved", "lints"],
  properties: {
    setups: { ...BY_PLAN, description: "What each has alone" },
    scenarios: { ...BY_PLAN, description: "What each has alone" },
    moved: { type: "array", items: { type: "object", properties: { scenario: TEXT, setups: TEXTS } } },
    lints: { ...BY_PLAN, description: "Checks of all requests that look at something of one alone" },
  },
};

function describeDifference(): Operations {
  return {
    GET: {
      summary: "Says in what two plans differ",
      tag: LAB_TAG,
      segments: { one: { says: "A plan" }, other: { says: "Another" } },
      answers: { 200: { says: "What each has alone, and what both run in different setups", schema: DIFFERENCE } },
    },
  };
}

/** What there is to choose from: faults, scenarios and plans. */
export function catalogue(): readonly Endpoint[] {
  const shared = { methods: ["GET"], speaks: "json", cors: "open" } as const;
  return [
    {
      ...shared,
      name: "lab_faults",
      path: "/lab/api/faults",
      describe: () => listed("Lists the ways in which an issuer can be wrong", { name: "faults", item: FAULT }),
      handle: () => json(200, { faults: faultsView() }, KEPT),
    },
    {
      ...shared,
      name: "lab_scenarios",
      path: "/lab/api/scenarios",
      describe: () => listed("Lists what clients are tested by", { name: "scenarios", item: SCENARIO }),
      handle: () => json(200, { scenarios: ALL_SCENARIOS.map(scenarioView) }, KEPT),
    },
    {
      ...shared,
      name: "lab_plans",
      path: "/lab/api/plans",
      describe: () => listed("Lists the plans, each for a kind of client", { name: "plans", item: PLAN }),
      handle: () => json(200, { plans: ALL_PLANS.map(planView) }, KEPT),
    },
    {
      ...shared,
      name: "lab_plan_difference",
      path: "/lab/api/plans/:one/difference/:other",
      describe: describeDifference,
      handle: differ,
    },
  ];
}
