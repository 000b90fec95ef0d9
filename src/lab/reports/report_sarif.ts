import type { Verdict, VerdictWord } from "../judge/verdict.ts";
import type { RunReport } from "../runs/run_report.ts";
import { groundsOf, lawUrlOf } from "./verdict_words.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

type Kind = "pass" | "fail" | "notApplicable" | "open";
type Level = "none" | "warning" | "error" | "note";

/** @see SARIF 2.1.0 3.27.9, 3.27.10: only what failed has another level than none. */
const SAID: Readonly<Record<VerdictWord, { readonly kind: Kind; readonly level: Level }>> = {
  "passed (stated)": { kind: "pass", level: "none" },
  "passed (silent)": { kind: "pass", level: "none" },
  warning: { kind: "fail", level: "warning" },
  failed: { kind: "fail", level: "error" },
  inconclusive: { kind: "open", level: "none" },
  "not exercised": { kind: "notApplicable", level: "none" },
};

/** A case as a rule of the tool, which says what is demanded, where that stands and how to mend a client. */
function ruleOf(verdict: Verdict) {
  const { name, title, demands = title, mend, rule, kind } = verdict;
  const helpUri = lawUrlOf(verdict);
  return {
    id: name,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: `${demands}.` },
    help: { text: mend ?? `${demands}.` },
    ...(helpUri === undefined ? {} : { helpUri }),
    properties: { tags: ["oauth", kind, ...(rule === undefined ? [] : [rule])] },
  };
}

/** The requests that prove a verdict, as a reader of the ledger finds them. */
function evidenceOf({ name, attempt = name, evidence }: Verdict, { attempts }: RunReport): string {
  const entries = attempts.find((one) => one.name === attempt)?.entries ?? [];
  const lines = entries
    .filter(({ n }) => evidence.includes(n))
    .map(({ n, method, url, status, faults }) => {
      const wrong = faults.length === 0 ? "" : `, wrong on purpose: ${faults.join(", ")}`;
      return `#${n} ${method} ${url} → ${status}${wrong}`;
    });
  return lines.length === 0 ? "" : `\n${lines.join("\n")}`;
}

/** What came of one case. */
function resultOf(verdict: Verdict, { report, ruleIndex }: { readonly report: RunReport; readonly ruleIndex: number }) {
  const { name, setup, evidence } = verdict;
  const path = `${report.name}/${setup}/${name}`;
  return {
    ruleId: name,
    ruleIndex,
    ...SAID[verdict.verdict],
    message: { text: `${verdict.verdict}: ${groundsOf(verdict)}${evidenceOf(verdict, report)}` },
    locations: [{ logicalLocations: [{ name: report.name, kind: "module", fullyQualifiedName: path }] }],
    partialFingerprints: { "touchstoneCase/v1": `${report.plan}/${setup}/${name}` },
    properties: { verdict: verdict.verdict, setup, evidence },
  };
}

/**
 * The report of a run in the Static Analysis Results Interchange Format, which code scanning reads: a rule and a result
 * for each verdict.
 *
 * @see SARIF 2.1.0
 */
export function reportSarif(report: RunReport): string {
  const { verdicts, plan, server } = report;
  const names = [...new Set(verdicts.map((verdict) => verdict.name))];
  const rules = names.flatMap((id) => {
    const verdict = verdicts.find((one) => one.name === id);
    return verdict === undefined ? [] : [ruleOf(verdict)];
  });
  const results = verdicts.map((verdict) => resultOf(verdict, { report, ruleIndex: names.indexOf(verdict.name) }));
  const driver = {
    name: "Touchstone",
    semanticVersion: server.version,
    rules,
  };
  const invocation = {
    executionSuccessful: true,
    startTimeUtc: new Date(report.startedAt * 1_000).toISOString(),
    ...(report.finishedAt === undefined ? {} : { endTimeUtc: new Date(report.finishedAt * 1_000).toISOString() }),
  };
  const runs = [
    { tool: { driver }, automationDetails: { id: `touchstone/${plan}/` }, invocations: [invocation], results },
  ];
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs }, undefined, 2)}\n`;
}
