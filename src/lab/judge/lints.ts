import { blame } from "./_words.ts";
import { ASSERTION_LINTS } from "./lint/assertion_lints.ts";
import { CREDENTIAL_LINTS } from "./lint/credential_lints.ts";
import { DPOP_LINTS } from "./lint/dpop_lints.ts";
import { FLOW_LINTS } from "./lint/flow_lints.ts";
import type { Finding, Lint, LintedAttempt } from "./lint/lint.ts";
import { OAUTH1_LINTS } from "./lint/oauth1_lints.ts";
import { PAR_LINTS } from "./lint/par_lints.ts";
import { PKCE_LINTS } from "./lint/pkce_lints.ts";
import { UNGUESSABLE_LINTS } from "./lint/unguessable_lints.ts";
import type { Verdict, VerdictWord } from "./verdict.ts";

export type { Lint, LintedAttempt } from "./lint/lint.ts";

/** Every lint, by subject. */
export const LINTS: readonly Lint[] = [
  ...UNGUESSABLE_LINTS,
  ...PKCE_LINTS,
  ...CREDENTIAL_LINTS,
  ...ASSERTION_LINTS,
  ...FLOW_LINTS,
  ...DPOP_LINTS,
  ...OAUTH1_LINTS,
  ...PAR_LINTS,
];

/**
 * What all lints say of all attempts of a run, in the order of the lints; nothing where nothing was attempted.
 *
 * @param lints Those to ask; all when not given.
 */
export function lint(attempts: readonly LintedAttempt[], lints: readonly Lint[] = LINTS): readonly Verdict[] {
  const [first] = attempts;
  if (first === undefined) return [];
  return lints.map((one) => {
    const looked = attempts.filter(({ setup }) => one.setups?.includes(setup) ?? true);
    return verdictOf(one, one.look(looked), looked[0] ?? first);
  });
}

function verdictOf({ name, title, rule, keyword, says, mend }: Lint, finding: Finding, first: LintedAttempt): Verdict {
  const { attempt } = finding;
  const verdict = wordOf(finding, keyword);
  return {
    kind: "lint",
    name,
    title,
    setup: (attempt ?? first).setup,
    verdict,
    says: finding.says,
    rule,
    keyword,
    demands: says,
    ...(verdict === "failed" || verdict === "warning" ? { mend } : {}),
    evidence: finding.evidence,
    ...(attempt === undefined ? {} : { attempt: attempt.name }),
  };
}

function wordOf({ verdict }: Finding, keyword: Lint["keyword"]): VerdictWord {
  if (verdict === "passed") return "passed (stated)";
  return verdict === "failed" ? blame(keyword) : verdict;
}
