import type { JournalEntry } from "../journal/entry.ts";
import { type Verdict, VERDICTS, type VerdictWord } from "../judge/verdict.ts";
import type { RunReport, Totals } from "../runs/run_report.ts";

/** A request of a journal, with what matters to a report. */
export function sampleEntry(n: number, parts: Partial<JournalEntry> = {}): JournalEntry {
  return {
    n,
    at: 1_767_225_600_000 + n,
    took: 3,
    place: "token",
    method: "POST",
    url: "https://lab.test/token",
    query: [],
    form: [],
    headers: {},
    credentials: "basic",
    status: 200,
    reply_headers: {},
    faults: [],
    ...parts,
  };
}

/** A verdict of one word. */
export function sampleVerdict(verdict: VerdictWord, parts: Partial<Verdict> = {}): Verdict {
  return {
    kind: "scenario",
    name: verdict.replaceAll(/\W+/g, "_"),
    title: `A case that is ${verdict}`,
    setup: "oidc-code",
    verdict,
    says: `It was ${verdict}`,
    rule: "OIDC-3.1.3.7-2",
    keyword: "MUST",
    demands: "Compare the issuer",
    evidence: [2],
    ...parts,
  };
}

function totalsOf(verdicts: readonly Verdict[]): Totals {
  const count = (word: VerdictWord) => verdicts.filter(({ verdict }) => verdict === word).length;
  return {
    "passed (stated)": count("passed (stated)"),
    "passed (silent)": count("passed (silent)"),
    warning: count("warning"),
    failed: count("failed"),
    inconclusive: count("inconclusive"),
    "not exercised": count("not exercised"),
  };
}

/** A run in which every word was said, and whatever is given besides. */
export function sampleReport(further: readonly Verdict[] = []): RunReport {
  const verdicts = [
    sampleVerdict("passed (stated)", { kind: "control", name: "control-oidc-code" }),
    ...VERDICTS.map((word) => sampleVerdict(word, word === "failed" ? { mend: "Compare iss" } : {})),
    ...further,
  ];
  return {
    id: "run",
    plan: "oidc-basic",
    name: "my client",
    startedAt: 1_767_225_600,
    finishedAt: 1_767_225_660,
    server: { version: "1.2.3", issuer: "https://lab.test" },
    verdicts,
    attempts: verdicts.map(({ name, setup, kind }) => ({
      name,
      setup,
      control: kind === "control",
      outcome: {},
      took: 1_500,
      entries: [sampleEntry(1), sampleEntry(2, { faults: ["id_token_wrong_issuer"], status: 201 })],
    })),
    planned: [],
    totals: totalsOf(verdicts),
  };
}
