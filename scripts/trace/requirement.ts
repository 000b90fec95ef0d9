import type { Rule } from "../../conformance/rules/mod.ts";
import { type Enforcement, type Evidence, isLabCase } from "./evidence.ts";

/** How it stands with a rule. */
export type Standing = "tested" | "tested by the lab" | "FAILING" | "reason" | "optional" | "OPEN";

/** A rule with where it is enforced and what shows it. */
export interface Requirement {
  readonly rule: Rule;
  /** Files below `src` that name the rule, each once, sorted. */
  readonly enforcedAt: readonly string[];
  /** How many tests show the rule. */
  readonly tests: number;
  /** How many tests show more than the rule demands. */
  readonly beyond: number;
  readonly standing: Standing;
}

/** What is known of the rules. */
export interface JoinOptions {
  readonly enforcements: readonly Enforcement[];
  readonly evidence: readonly Evidence[];
}

/** Joins rules with what enforces them and what shows them, in the order of the rules. */
export function joinRequirements(rules: readonly Rule[], options: JoinOptions): readonly Requirement[] {
  return rules.map((rule) => {
    const evidence = options.evidence.filter((each) => each.id === rule.id && mayShow(rule, each));
    const shown = evidence.filter(({ beyond }) => !beyond);
    const files = options.enforcements.filter(({ id }) => id === rule.id).map(({ file }) => file.replace(/^src\//, ""));
    return {
      rule,
      enforcedAt: [...new Set(files)].sort(),
      tests: shown.length,
      beyond: evidence.length - shown.length,
      standing: standingOf(rule, shown),
    };
  });
}

/** The lab cites rules of servers as well, to say why they refuse a client: it shows nothing of a server. */
function mayShow({ who }: Rule, evidence: Evidence): boolean {
  return !isLabCase(evidence) || who === "client" || who === "resource server";
}

/** Whether a rule may be left alone. */
function isOptional({ keyword }: Pick<Rule, "keyword">): boolean {
  return keyword === "MAY";
}

function standingOf(rule: Rule, shown: readonly Evidence[]): Standing {
  if (shown.some(({ state }) => state === "failed")) return "FAILING";
  const passed = shown.filter(({ state }) => state === "passed");
  if (passed.some((each) => isLabCase(each) || each.file.startsWith("conformance/clients/")))
    return "tested by the lab";
  if (passed.length > 0) return "tested";
  if (rule.reason !== undefined) return "reason";
  return isOptional(rule) ? "optional" : "OPEN";
}
