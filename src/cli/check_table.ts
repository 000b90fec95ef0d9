import type { RunReport, Verdict, VerdictWord } from "../lab/mod.ts";
import { isBad } from "./check_baseline.ts";
import type { Style } from "./style.ts";
import { printTable } from "./table.ts";
import { visible } from "./visible.ts";

const HEAD = ["CASE", "SETUP", "VERDICT", "RULE", "WHY"];

/** How a report is printed. */
export interface PrintReportOptions {
  readonly style: Style;
  /** All words for a verdict, the best first. */
  readonly words: readonly VerdictWord[];
}

function rowOf({ name, setup, verdict, rule = "", says }: Verdict): readonly string[] {
  return [name, setup, verdict, rule, isBad({ verdict }) ? "" : says];
}

/** `(MUST, OIDC-3.1.3.7-2)`; what is not known is left out. */
function lawOf({ keyword, rule }: Verdict): string {
  const words = [keyword, rule].filter((word) => word !== undefined);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function explain(verdict: Verdict, style: Style): string {
  const { name, setup, demands, says, mend = "", evidence } = verdict;
  const lines = [
    [`${verdict.verdict}: ${name} (${setup})`],
    ["  what was seen", says],
    ["  requests that show it", evidence.join(", ")],
    ["  what is demanded", demands === undefined ? "" : `${demands}${lawOf(verdict)}`],
    ["  how to mend it", mend],
  ];
  return lines
    .filter(([, text]) => text !== "")
    .map(([label = "", text]) => (text === undefined ? style.strong(label) : `${label}: ${visible(text)}`))
    .join("\n");
}

/** A report for a terminal: a table, then each case that is bad with what to do, the worst last, then the counts. */
export function printReport(
  { verdicts, totals }: Pick<RunReport, "verdicts" | "totals">,
  { style, words }: PrintReportOptions,
): string {
  const rank = ({ verdict }: Verdict): number => words.indexOf(verdict);
  const tried = verdicts.filter(({ verdict }) => verdict !== "not exercised");
  const table = printTable(HEAD, tried.toSorted((a, b) => rank(a) - rank(b)).map(rowOf));
  const bad = tried.filter(isBad).toSorted((a, b) => rank(b) - rank(a));
  const counts = words.flatMap((word) => (totals[word] === 0 ? [] : [`${totals[word]} ${word}`]));
  return [table, ...bad.map((verdict) => explain(verdict, style)), style.strong(counts.join(", "))].join("\n\n");
}
