import { isComplete, judgeControl } from "../judge/control.ts";
import { judge, type Seen } from "../judge/judge.ts";
import type { Verdict, VerdictWord } from "../judge/verdict.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { SETUP_OF } from "../scenarios/setups.ts";
import type { EndedAttempt, PlannedAttempt, Totals } from "./run_report.ts";

/** What verdicts are made of. */
export interface VerdictParts {
  /** All that was planned. */
  readonly planned: readonly PlannedAttempt[];
  /** What ended, by name. */
  readonly ended: ReadonlyMap<string, EndedAttempt>;
  /** By name. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
}

function notExercised({ name, title, setup, control }: PlannedAttempt, scenario: Scenario | undefined): Verdict {
  return {
    kind: control ? "control" : "scenario",
    name,
    title,
    setup,
    verdict: "not exercised",
    says: "It was not run to its end",
    ...(scenario === undefined ? {} : { rule: scenario.rule, keyword: scenario.keyword, demands: scenario.says }),
    evidence: [],
  };
}

function controlVerdict({ name, title, setup }: PlannedAttempt, { entries, outcome }: EndedAttempt): Verdict {
  const verdict = judgeControl(setup, { journal: entries, outcome, needs: SETUP_OF[setup].needs });
  return { ...verdict, name, title };
}

/** The control of the same setup, as far as it ended. */
function controlOf({ setup }: PlannedAttempt, { planned, ended }: VerdictParts): Pick<Seen, "control"> {
  const control = planned.find((attempt) => attempt.control && attempt.setup === setup);
  const seen = control === undefined ? undefined : ended.get(control.name);
  if (control === undefined || seen === undefined) return {};
  const complete = isComplete(controlVerdict(control, seen));
  return { control: { journal: seen.entries, outcome: seen.outcome, complete } };
}

/** Whether a journal lacks requests, as it had no room for all of them. */
function isCut(entries: EndedAttempt["entries"]): boolean {
  const [first] = entries;
  return entries.some(({ place }) => place === "full") || (first !== undefined && first.n > 1);
}

/** What was not seen may have been wrong, so that nobody passes who sent more than a journal holds. */
function asFarAsSeen(verdict: Verdict, { entries }: EndedAttempt): Verdict {
  if (!verdict.verdict.startsWith("passed") || !isCut(entries)) return verdict;
  const says = "It sent more than a journal holds, so that not all of its requests were seen";
  return { ...verdict, verdict: "inconclusive", says };
}

/**
 * The verdict of one attempt, with the control of its setup as it is by now.
 *
 * A scenario whose control has not ended yet counts as one without a control; it is judged again when more is known.
 */
export function verdictOf(attempt: PlannedAttempt, parts: VerdictParts): Verdict {
  const seen = parts.ended.get(attempt.name);
  const scenario = attempt.control ? undefined : parts.scenarios.get(attempt.name);
  if (seen === undefined) return notExercised(attempt, scenario);
  if (attempt.control) return controlVerdict(attempt, seen);
  // A server of another version planned it, which had other scenarios.
  if (scenario === undefined) return notExercised(attempt, undefined);
  const { entries: journal, outcome } = seen;
  return asFarAsSeen(judge(scenario, { setup: attempt.setup, journal, outcome, ...controlOf(attempt, parts) }), seen);
}

/** One verdict for each that is planned, in that order. */
export function verdictsOf(parts: VerdictParts): readonly Verdict[] {
  return parts.planned.map((attempt) => verdictOf(attempt, parts));
}

/** How often each word was said. */
export function totalsOf(verdicts: readonly { readonly verdict: VerdictWord }[]): Totals {
  const totals: Record<VerdictWord, number> = {
    "passed (stated)": 0,
    "passed (silent)": 0,
    warning: 0,
    failed: 0,
    inconclusive: 0,
    "not exercised": 0,
  };
  for (const { verdict } of verdicts) totals[verdict] += 1;
  return totals;
}
