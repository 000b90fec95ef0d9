import type { Exchange } from "../../engine/mod.ts";
import { type FieldModel, type RecordGroup, renderRecord, renderRecordList } from "../../pages/mod.ts";
import { html, redirect, type Reply } from "../../protocol/mod.ts";
import { segmentsBelow } from "../api/access.ts";
import { refuseGone } from "../issuers/made_key.ts";
import { LINTS } from "../judge/lints.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { firstLook } from "../plans/first_look.ts";
import { lintsIn, type Plan, type Planned, planDifference, plannedIn } from "../plans/plan.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { countsOf, lintItem, planItem, scenarioItem, timeByHand } from "./items.ts";
import { showLab } from "./visitor.ts";

const NOTHING = "Nothing.";

interface Beside {
  readonly other: Plan;
  readonly base: string;
}

function planNamed(name: string): Plan {
  return ALL_PLANS.find((plan) => plan.name === name) ?? refuseGone("the plan");
}

function planField(name: string, { label, value }: { readonly label: string; readonly value: string }): FieldModel {
  const options = ALL_PLANS.map((plan) => ({ value: plan.name, text: plan.title }));
  return { name, kind: "choice", label, value, options };
}

/** Every plan, and a form that leads to the difference of two of them. */
export function showPlans(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const here = `${issuer.base}/lab/plans`;
  const [one, other] = [request.query.get("plan"), request.query.get("with")];
  if (one !== undefined && other !== undefined)
    return redirect(`${here}/${planNamed(one).name}?with=${planNamed(other).name}`);
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecordList({
        ...frame,
        title: "Plans",
        lead: "A plan is what one kind of client is put to. Compare two to see in what they differ.",
        search: {
          action: here,
          fields: [
            planField("plan", { label: "Plan", value: one ?? "oauth2-basic" }),
            planField("with", { label: "Beside", value: other ?? "oidc-basic" }),
          ],
          submit: "Compare",
        },
        items: ALL_PLANS.map((plan) => planItem(plan, `${here}/${plan.name}`)),
        empty: "There is no plan.",
      }),
    ),
  );
}

function bySetup(planned: readonly Planned[], { plan, base }: { readonly plan: Plan; readonly base: string }) {
  return plan.setups.map((setup): RecordGroup => ({
    title: SETUP_OF[setup].title,
    items: planned.filter((one) => one.setup === setup).map(({ scenario }) => scenarioItem(scenario, base)),
    empty: "Nothing but the unmodified flow: its scenarios run in another setup of this plan.",
  }));
}

function lintGroup(title: string, names: readonly string[]): RecordGroup {
  return { title, items: LINTS.filter(({ name }) => names.includes(name)).map(lintItem), empty: NOTHING };
}

function contentOf(plan: Plan, base: string): readonly RecordGroup[] {
  return [
    ...bySetup(plannedIn(plan, ALL_SCENARIOS), { plan, base }),
    lintGroup("Looked at in all requests of a run", lintsIn(plan, LINTS)),
    {
      title: "Compare it with another",
      items: ALL_PLANS.filter((one) => one !== plan).map((one) =>
        planItem(one, `${base}/lab/plans/${plan.name}?with=${one.name}`),
      ),
      empty: "There is no other.",
    },
  ];
}

function differenceOf(plan: Plan, { other, base }: Beside): readonly RecordGroup[] {
  const { scenarios, moved, lints } = planDifference(plan, other, { scenarios: ALL_SCENARIOS, lints: LINTS });
  const group = (title: string, names: readonly string[]): RecordGroup => ({
    title,
    items: ALL_SCENARIOS.filter(({ name }) => names.includes(name)).map((scenario) => scenarioItem(scenario, base)),
    empty: NOTHING,
  });
  const inBoth = moved.map(({ scenario }) => scenario);
  return [
    group(`In '${plan.title}' alone`, scenarios[0]),
    group(`In '${other.title}' alone`, scenarios[1]),
    group("In both, in different setups", inBoth),
    lintGroup(`Looked at in '${plan.title}' alone`, lints[0]),
    lintGroup(`Looked at in '${other.title}' alone`, lints[1]),
  ];
}

/** How many of each group there are, which tells more than a long page. */
function sizesOf(groups: readonly RecordGroup[]): string {
  return groups.map(({ title, items }) => `${title}: ${items.length}`).join("; ");
}

/** One plan: its scenarios by setup; with another in the query, in what they differ. */
export function showPlan(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const { base } = issuer;
  const [name = ""] = segmentsBelow(exchange, "/lab/plans/");
  const plan = planNamed(name);
  const wanted = request.query.get("with");
  const other = wanted === undefined ? undefined : planNamed(wanted);
  const groups = other === undefined ? contentOf(plan, base) : differenceOf(plan, { other, base });
  const first = firstLook(plan, { scenarios: ALL_SCENARIOS });
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecord({
        ...frame,
        title: "Plan",
        name: other === undefined ? plan.title : `${plan.title}, beside ${other.title}`,
        facts:
          other === undefined
            ? [
                { name: "Name", value: plan.name, isCode: true },
                { name: "For", value: plan.says },
                { name: "Size", value: countsOf(plan) },
                { name: "By hand", value: timeByHand(plan) },
                { name: "A first look", value: `${first.length} scenarios, ${timeByHand(plan, first)} by hand` },
              ]
            : [
                { name: plan.title, value: countsOf(plan) },
                { name: other.title, value: countsOf(other) },
                { name: "Difference", value: sizesOf(groups) },
              ],
        groups,
        actions: [
          { kind: "link", href: `${base}/lab?plan=${plan.name}`, text: "Test a client by it" },
          ...(other === undefined
            ? []
            : [
                {
                  kind: "link",
                  href: `${base}/lab/plans/${other.name}?with=${plan.name}`,
                  text: "Turn it round",
                } as const,
              ]),
        ],
      }),
    ),
  );
}
