import type { Exchange } from "../../engine/mod.ts";
import { type FieldModel, renderRecord, renderRecordList } from "../../pages/mod.ts";
import { html, type Reply, ruleUrl } from "../../protocol/mod.ts";
import { segmentsBelow } from "../api/access.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import type { Fault } from "../faults/fault.ts";
import { refuseGone } from "../issuers/made_key.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import { plannedIn } from "../plans/plan.ts";
import { ALL_SCENARIOS } from "../scenarios/all_scenarios.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { SETUPS } from "../scenarios/setup.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import { faultItem, planItem, scenarioItem } from "./items.ts";
import { showLab } from "./visitor.ts";

const EXPECTS = {
  refuses: "It refuses what it got",
  accepts: "It copes, and goes on",
  either: "It goes on or refuses, as long as it ends in order",
  observes: "Its requests are looked at",
} as const;

const ANY = { value: "", text: "Any" };

function wordsField(words: string): FieldModel {
  return { name: "words", kind: "search", label: "Words", value: words };
}

function hasWords(texts: readonly string[], words: string): boolean {
  const text = texts.join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function isFound(scenario: Scenario, { words, setup }: { readonly words: string; readonly setup: string }): boolean {
  const { name, title, rule, says, setups, faults, known = [] } = scenario;
  const names = faults.map(({ fault }) => fault);
  return (
    hasWords([name, title, rule, says, ...known, ...names], words) &&
    (setup === "" || setups.some((one) => one === setup))
  );
}

/** Every scenario, or those that are looked for. */
export function showScenarios(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const [words = "", setup = ""] = [request.query.get("words")?.trim(), request.query.get("setup")];
  const found = ALL_SCENARIOS.filter((scenario) => isFound(scenario, { words, setup }));
  const options = [ANY, ...SETUPS.map((name) => ({ value: name, text: SETUP_OF[name].title }))];
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecordList({
        ...frame,
        title: "Scenarios",
        lead: `${found.length} of ${ALL_SCENARIOS.length} cases in which a client shows whether it is right.`,
        search: {
          action: `${issuer.base}/lab/scenarios`,
          fields: [wordsField(words), { name: "setup", kind: "choice", label: "Setup", value: setup, options }],
        },
        items: found.map((scenario) => scenarioItem(scenario, issuer.base)),
        empty: "There is none like this.",
      }),
    ),
  );
}

function isFaultFound({ name, says, place }: Fault, wanted: { readonly words: string; readonly place: string }) {
  return hasWords([name, says], wanted.words) && (wanted.place === "" || place === wanted.place);
}

/** Every way in which the provider can be wrong, or those that are looked for. */
export function showFaults(exchange: Exchange): Reply {
  const { issuer, request } = exchange;
  const [words = "", place = ""] = [request.query.get("words")?.trim(), request.query.get("place")];
  const all = [...ALL_FAULTS.values()];
  const found = all.filter((fault) => isFaultFound(fault, { words, place }));
  const places = [...new Set(all.map((fault) => fault.place))].toSorted();
  const options = [ANY, ...places.map((one) => ({ value: one, text: one }))];
  return showLab(exchange, (frame) =>
    html(
      200,
      renderRecordList({
        ...frame,
        title: "Faults",
        lead: `${found.length} of ${all.length} ways in which this provider can be wrong on purpose.`,
        search: {
          action: `${issuer.base}/lab/faults`,
          fields: [wordsField(words), { name: "place", kind: "choice", label: "Place", value: place, options }],
        },
        items: found.map((fault) => faultItem(fault, issuer.base)),
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
  const [first] = plans;
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
        actions:
          first === undefined
            ? []
            : [
                {
                  kind: "link",
                  href: `${base}/lab?plan=${first.name}&scenario=${name}`,
                  text: "Test a client by this alone",
                },
              ],
      }),
    ),
  );
}
