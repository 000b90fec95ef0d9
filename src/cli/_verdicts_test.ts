import type { RunReport, Verdict, VerdictWord } from "../lab/mod.ts";

/** A verdict, where a test does not care. */
export function verdict(word: VerdictWord, changes: Partial<Verdict> = {}): Verdict {
  return {
    kind: "scenario",
    name: `case_${word.replaceAll(/\W/g, "_")}`,
    title: "A case",
    setup: "oidc-code",
    verdict: word,
    says: "It did so",
    evidence: [],
    ...changes,
  };
}

/** What a report says in numbers. */
export function totalsOf(verdicts: readonly Verdict[]): RunReport["totals"] {
  const count = (word: VerdictWord) => verdicts.filter((each) => each.verdict === word).length;
  return {
    "passed (stated)": count("passed (stated)"),
    "passed (silent)": count("passed (silent)"),
    warning: count("warning"),
    failed: count("failed"),
    inconclusive: count("inconclusive"),
    "not exercised": count("not exercised"),
  };
}
