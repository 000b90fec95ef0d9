import {
  type Frame,
  type LabCase,
  type LabReportModel,
  type LabRequest,
  type LabTone,
  renderLabReport,
} from "../../pages/mod.ts";
import { ALL_FAULTS } from "../faults/all_faults.ts";
import type { Fault } from "../faults/fault.ts";
import type { JournalEntry, Parameter } from "../journal/entry.ts";
import { type Verdict, VERDICTS, type VerdictWord } from "../judge/verdict.ts";
import { ALL_PLANS } from "../plans/all_plans.ts";
import type { EndedAttempt, RunReport } from "../runs/run_report.ts";
import { lawUrlOf, MEANING_OF } from "./verdict_words.ts";
import { whereToLook } from "./where_to_look.ts";

/** What a report is shown with. */
export interface HtmlReportOptions {
  /** Every fault by its name: what is told of those that were at work. All that there are when not given. */
  readonly faults?: ReadonlyMap<string, Fault>;
  /** The page around it; a file of its own when not given. */
  readonly frame?: Frame;
  /** Where the same is for programs, by the ending of the address; nowhere when not given. */
  readonly downloads?: LabReportModel["downloads"];
}

/** How each word is shown. */
export const TONES: Readonly<Record<VerdictWord, LabTone>> = {
  "passed (stated)": "good",
  "passed (silent)": "good",
  warning: "poor",
  failed: "bad",
  inconclusive: "poor",
  "not exercised": "good",
};

/** What is shown whole, the worst first. */
const SHOWN_WHOLE: readonly VerdictWord[] = ["failed", "warning", "inconclusive"];

/** More requests than anybody reads. */
const MOST_REQUESTS = 40;

/** An address as it is read best: below the issuer of the attempt without the address of that, which is the same in all. */
function addressText(url: string): string {
  return url.replace(/^https?:\/\/[^/]+.*?\/lab\/i\/[^/]+/, "…");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
}

function parametersText(parameters: readonly Parameter[]): string {
  return parameters.map(([name, value]) => `${name} = ${value}`).join("\n");
}

function headersText(headers: Readonly<Record<string, string>>): string {
  return parametersText(Object.entries(headers));
}

function detailsOf(entry: JournalEntry): LabRequest["details"] {
  const { query, form, body, object, assertion, headers, reply, reply_headers: replied } = entry;
  const parts = [
    { name: "Query", text: parametersText(query) },
    { name: "Form", text: parametersText(form) },
    { name: "Request object", text: object === undefined ? "" : textOf(object) },
    { name: "Client assertion", text: assertion === undefined ? "" : textOf(assertion) },
    { name: "Body", text: body === undefined ? "" : textOf(body) },
    { name: "Header fields", text: headersText(headers) },
    { name: "Header fields of the answer", text: headersText(replied) },
    { name: "Answer", text: reply === undefined ? "" : textOf(reply) },
  ];
  return parts.filter(({ text }) => text !== "");
}

function saysOf(names: readonly string[], faults: ReadonlyMap<string, Fault>): readonly string[] {
  return names.map((name) => faults.get(name)?.says ?? name);
}

function requestOf(
  entry: JournalEntry,
  { evidence, faults }: { readonly evidence: readonly number[]; readonly faults: ReadonlyMap<string, Fault> },
): LabRequest {
  const { n, method, url, status, dropped } = entry;
  return {
    number: n,
    line: `${method} ${addressText(url)}`,
    outcome: dropped === true ? "the connection was dropped" : String(status),
    wrong: saysOf(entry.faults, faults),
    isProof: evidence.includes(n) && entry.faults.length === 0,
    details: detailsOf(entry),
  };
}

/** Requests as they are shown while nothing is judged yet. */
export function requestsOf(
  entries: readonly JournalEntry[],
  faults: ReadonlyMap<string, Fault>,
): readonly LabRequest[] {
  return shownEntries({ entries }, []).map((entry) => requestOf(entry, { evidence: [], faults }));
}

/** The requests that matter: all but the pages that a person saw, which are told where they prove something. */
function shownEntries(
  { entries }: Pick<EndedAttempt, "entries">,
  evidence: readonly number[],
): readonly JournalEntry[] {
  return entries.filter(({ place, n }) => place !== "person" || evidence.includes(n)).slice(0, MOST_REQUESTS);
}

function attemptOf({ name, attempt = name }: Verdict, { attempts }: RunReport): EndedAttempt | undefined {
  return attempts.find((one) => one.name === attempt);
}

/** The request at which one should look first: that whose answer was wrong, or the first that proves it. */
function pivotOf(entries: readonly JournalEntry[], evidence: readonly number[]): JournalEntry | undefined {
  return entries.find(({ faults }) => faults.length > 0) ?? entries.find(({ n }) => evidence.includes(n));
}

function caseOf(verdict: Verdict, report: RunReport, { faults = ALL_FAULTS }: HtmlReportOptions): LabCase {
  const { name, title, setup, says, rule, keyword, demands = title, mend, evidence } = verdict;
  const attempt = attemptOf(verdict, report);
  const entries = attempt?.entries ?? [];
  const atWork = [...new Set(entries.flatMap((entry) => entry.faults))];
  const href = lawUrlOf(verdict);
  const look = whereToLook(name, pivotOf(entries, evidence)?.place);
  const law = { id: rule ?? "", demands, ...(keyword === undefined ? {} : { keyword }) };
  return {
    name,
    title,
    setup,
    word: verdict.verdict,
    tone: TONES[verdict.verdict],
    says,
    ...(rule === undefined ? {} : { rule: href === undefined ? law : { ...law, href } }),
    wrong: verdict.kind === "scenario" ? saysOf(atWork, faults) : [],
    ...(mend === undefined ? {} : { mend }),
    ...(look === undefined || verdict.verdict === "inconclusive" ? {} : { look }),
    requests:
      attempt === undefined
        ? []
        : shownEntries(attempt, evidence).map((entry) => requestOf(entry, { evidence, faults })),
    output: attempt?.outcome.output ?? [],
  };
}

function headlineOf({ totals, finishedAt }: RunReport): string {
  const { failed, warning, inconclusive } = totals;
  if (finishedAt === undefined) return "This run is still going on: what stands here may change.";
  if (failed > 0) return `This client breaks rules in ${failed} of the cases that it was put to.`;
  if (inconclusive > 0) return `Nothing failed, but ${inconclusive} cases could not be judged: begin with those.`;
  return warning > 0
    ? "This client breaks no rule that it was put to, and could do better in some cases."
    : "This client did everything right that it was put to.";
}

/** A time as people read it: `2026-05-04 12:34 UTC`. */
function timeText(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function factsOf({ startedAt, finishedAt, server, plan, id }: RunReport): LabReportModel["facts"] {
  return [
    { name: "Plan", value: plan, isCode: true },
    { name: "Begun", value: timeText(startedAt) },
    { name: "Finished", value: finishedAt === undefined ? "" : timeText(finishedAt) },
    { name: "Provider", value: `Touchstone ${server.version}, ${server.issuer}` },
    { name: "Run", value: id, isCode: true },
  ];
}

/** What a report shows. */
export function reportModel(report: RunReport, options: HtmlReportOptions): LabReportModel {
  const { verdicts, totals, name, plan } = report;
  function cases(...words: readonly VerdictWord[]): readonly LabCase[] {
    return words.flatMap((word) =>
      verdicts.filter(({ verdict }) => verdict === word).map((verdict) => caseOf(verdict, report, options)),
    );
  }
  return {
    ...(options.frame ?? { base: "", standalone: true }),
    name,
    planTitle: ALL_PLANS.find((one) => one.name === plan)?.title ?? plan,
    headline: headlineOf(report),
    facts: factsOf(report),
    counts: VERDICTS.map((word) => ({ word, count: totals[word], meaning: MEANING_OF[word], tone: TONES[word] })),
    cases: cases(...SHOWN_WHOLE),
    folded: [
      { title: "Passed", cases: cases("passed (stated)", "passed (silent)") },
      { title: "Not exercised", cases: cases("not exercised") },
    ],
    downloads: options.downloads ?? [],
  };
}

/**
 * The report of a run as one HTML file, which needs nothing else and no script.
 *
 * It tells somebody who never saw the tool what the client does wrong, by which sentence, which request proves it, and
 * where in the client to look.
 */
export function reportHtml(report: RunReport, options: HtmlReportOptions = {}): string {
  return renderLabReport(reportModel(report, options));
}
