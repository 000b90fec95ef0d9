import type { Verdict } from "../judge/verdict.ts";
import type { RunReport } from "../runs/run_report.ts";
import { groundsOf, lawUrlOf } from "./verdict_words.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

// What XML 1.0 does not allow in any spelling (2.2): a client's own words may hold anything.
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Text as it may stand in an attribute or an element. */
function escaped(text: string): string {
  return text.replace(NOT_XML, "\uFFFD").replace(/[&<>"'\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

function element(name: string, values: Readonly<Record<string, string | number>>, text = ""): string {
  return text === "" ? `<${name}${attributes(values)}/>` : `<${name}${attributes(values)}>${text}</${name}>`;
}

/** What a reader of the report finds under a case that did not simply pass. */
function explained(verdict: Verdict): string {
  const url = lawUrlOf(verdict);
  const parts = [
    groundsOf(verdict),
    ...(verdict.mend === undefined ? [] : [`How to mend it: ${verdict.mend}`]),
    ...(url === undefined ? [] : [url]),
  ];
  return escaped(parts.join("\n")).replaceAll("&#10;", "\n");
}

/** The child that tells what became of a case; nothing for one that passed. */
function outcomeOf(verdict: Verdict): string {
  const about = { message: verdict.says, type: verdict.rule ?? verdict.kind };
  switch (verdict.verdict) {
    case "passed (stated)":
    case "passed (silent)":
      return "";
    case "warning":
      return element("system-out", {}, explained(verdict));
    case "failed":
      return element("failure", about, explained(verdict));
    case "inconclusive":
      return element("error", about, explained(verdict));
    case "not exercised":
      return element("skipped", { message: verdict.says });
  }
}

/** Seconds that a case took, by its attempt; a lint takes none. */
function secondsOf({ kind, name }: Verdict, { attempts }: RunReport): number {
  const attempt = kind === "lint" ? undefined : attempts.find((one) => one.name === name);
  return (attempt?.took ?? 0) / 1_000;
}

function suiteOf(kind: Verdict["kind"], report: RunReport): string {
  const verdicts = report.verdicts.filter((verdict) => verdict.kind === kind);
  if (verdicts.length === 0) return "";
  function times(word: Verdict["verdict"]): number {
    return verdicts.filter(({ verdict }) => verdict === word).length;
  }
  const cases = verdicts.map((verdict) =>
    element(
      "testcase",
      { classname: `${kind}.${verdict.setup}`, name: verdict.name, time: secondsOf(verdict, report) },
      outcomeOf(verdict),
    ),
  );
  const counts = {
    tests: verdicts.length,
    failures: times("failed"),
    errors: times("inconclusive"),
    skipped: times("not exercised"),
  };
  const time = verdicts.reduce((sum, verdict) => sum + secondsOf(verdict, report), 0);
  const at = new Date(report.startedAt * 1_000).toISOString().slice(0, 19);
  return element("testsuite", { name: `${kind}s`, ...counts, time, timestamp: at }, `\n${cases.join("\n")}\n`);
}

/**
 * The report of a run as JUnit XML, which every CI server reads: a test case for each verdict.
 *
 * Failed is a failure, inconclusive an error, not exercised is skipped; a warning is a case that passed and says why it
 * might not have.
 */
export function reportJunit(report: RunReport): string {
  const suites = (["control", "scenario", "lint"] as const).map((kind) => suiteOf(kind, report)).filter(Boolean);
  const { totals, verdicts } = report;
  const values = {
    name: `${report.name} (${report.plan})`,
    tests: verdicts.length,
    failures: totals.failed,
    errors: totals.inconclusive,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", values, `\n${suites.join("\n")}\n`)}\n`;
}
