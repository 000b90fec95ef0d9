import type { Exchange } from "../../engine/mod.ts";
import { type FieldModel, type RecordGroup, type RecordItem, renderRecord, renderRecordList } from "../../pages/mod.ts";
import { html, type Reply, ruleUrl } from "../../protocol/mod.ts";
import { segmentsBelow } from "../api/access.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import { refuseGone } from "../issuers/made_key.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { type Plan, type Planned, planDifference, plannedIn } from "../plans/plan.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { countsOf } from "./start_page.ts";
import { showLab } from "./visitor.ts";

const EXPECTS = {
  refuses: "It refuses what it got",
  accepts: "It copes, and goes on",
  either: "It goes on or refuses, as long as it ends in order",
  observes: "Its requests are looked at",
} as const;

function scenarioItem({ name, title, rule, keyword, says }: Scenario, base: string): RecordItem {
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

function planItem(plan: Plan, href: string): RecordItem {
  return { name: plan.title, href, facts: [{ name: "", value: plan.says }] };
}

function searchFields(words: string, setup: string): readonly FieldModel[] {
  const setups = SETUPS.map((name) => ({ value: name, text: SETUP_OF[name].title }));
  return [
    { name: "words", kind: "search", label: "Words", value: words },
    { name: "setup", kind: "choice", label: "Setup", value: setup, options: [{ value: "", text: "Any" }, ...setups] },
  ];
}

function isFound(scenario: Scenario, { words, setup }: { readonly words: string; readonly setup: string }): boolean {
  const { name, title, rule, says, setups, known = [] } = scenario;
  const text = [name, title, rule, says, ...known].join(" ").toLowerCase();
  const hasAll = words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
  return hasAll && (setup === "" || setups.some((one) => one === setup));
}

/** Every scenario, or those that are looked for. */
export function showScenarios(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const [words = "", setup = ""] = [request.query.get("words")?.trim(), request.query.get("setup")];
  const found = ALL_SCENARIOS.filter((scenario) => isFound(scenario, { words, setup }));
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecordList({
        ...frame,
        title: "Scenarios",
        lead: `${found.length} of ${ALL_SCENARIOS.length} cases in which a client shows whether it is right.`,
        search: { action: `${issuer.base}/lab/scenarios`, fields: searchFields(words, setup) },
        items: found.map((scenario) => scenarioItem(scenario, issuer.base)),
        empty: "There is none like this.",
      }),
    ),
  );
}

function wrongIn({ faults }: Scenario): string {
  return faults.map(({ fault }) => `${ALL_FAULTS.get(fault)?.says ?? fault}.`).join(" ");
}

/** One scenario: what is wrong in it, by which rule a client is judged, and how to mend one that fails. */
export function showScenario(exchange: Exchange): Reply {
  const { base } = exchange.issuer;
  const [wanted = ""] = segmentsBelow(exchange, "/lab/scenarios/");
  const scenario = ALL_SCENARIOS.find(({ name }) => name === wanted) ?? refuseGone("the scenario");
  const { name, title, rule, keyword, says, mend, expect, setups, known = [] } = scenario;
  const href = ruleUrl(rule);
  const plans = ALL_PLANS.filter((plan) => plannedIn(plan, [scenario]).length > 0);
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecord({
        ...frame,
        title: "Scenario",
        name: title,
        badges: [keyword],
        facts: [
          { name: "Name", value: name, isCode: true },
          { name: "Wrong on purpose", value: wrongIn(scenario) },
          { name: "What a client must do", value: `${says}.` },
          { name: "What is right", value: `${EXPECTS[expect.kind]}.` },
          { name: "Rule", value: rule, isCode: true, ...(href === undefined ? {} : { href }) },
          { name: "How to mend it", value: mend },
          { name: "Setups", value: setups.map((one) => SETUP_OF[one].title).join("; ") },
          { name: "Known elsewhere as", value: known.join("; ") },
        ],
        groups: [
          {
            title: "Plans in which it is",
            items: plans.map((plan) => planItem(plan, `${base}/lab/plans/${plan.name}`)),
            empty: "It is in none.",
          },
        ],
        actions: [],
      }),
    ),
  );
}

function planNamed(name: string): Plan {
  return ALL_PLANS.find((plan) => plan.name === name) ?? refuseGone("the plan");
}

function bySetup(planned: readonly Planned[], { plan, base }: { readonly plan: Plan; readonly base: string }) {
  return plan.setups.map((setup): RecordGroup => ({
    title: SETUP_OF[setup].title,
    items: planned.filter((one) => one.setup === setup).map(({ scenario }) => scenarioItem(scenario, base)),
    empty: "Nothing but the unmodified flow: its scenarios run in another setup of this plan.",
  }));
}

function differenceOf(plan: Plan, { other, base }: { readonly other: Plan; readonly base: string }) {
  const { scenarios, moved } = planDifference(plan, other, ALL_SCENARIOS);
  const itemsOf = (names: readonly string[]) =>
    ALL_SCENARIOS.filter(({ name }) => names.includes(name)).map((scenario) => scenarioItem(scenario, base));
  const [own, others] = scenarios.map(itemsOf);
  const groups: readonly RecordGroup[] = [
    { title: `In '${plan.title}' alone`, items: own ?? [], empty: "Nothing." },
    { title: `In '${other.title}' alone`, items: others ?? [], empty: "Nothing." },
    {
      title: "In both, in different setups",
      items: itemsOf(moved.map(({ scenario }) => scenario)),
      empty: "Nothing.",
    },
  ];
  return groups;
}

/** One plan: its scenarios by setup; with another in the query, in what they differ. */
export function showPlan(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const { base } = issuer;
  const [name = ""] = segmentsBelow(exchange, "/lab/plans/");
  const plan = planNamed(name);
  const here = `${base}/lab/plans/${plan.name}`;
  const wanted = request.query.get("with");
  const other = wanted === undefined ? undefined : planNamed(wanted);
  const groups: readonly RecordGroup[] =
    other === undefined
      ? [
          ...bySetup(plannedIn(plan, ALL_SCENARIOS), { plan, base }),
          {
            title: "Compare it with another",
            items: ALL_PLANS.filter((one) => one !== plan).map((one) => planItem(one, `${here}?with=${one.name}`)),
            empty: "There is no other.",
          },
        ]
      : differenceOf(plan, { other, base });
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecord({
        ...frame,
        title: "Plan",
        name: other === undefined ? plan.title : `${plan.title}, beside ${other.title}`,
        facts: [
          { name: "Name", value: plan.name, isCode: true },
          { name: "For", value: plan.says },
          { name: "Size", value: countsOf(plan) },
        ],
        groups,
        actions: [{ kind: "link", href: `${base}/lab?plan=${plan.name}`, text: "Test a client by it" }],
      }),
    ),
  );
}
