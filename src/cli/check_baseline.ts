import type { RunReport, Verdict } from "../lab/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

/** One case that is known to fail. */
export interface BaselineEntry {
  readonly name: string;
  readonly setup: string;
  readonly verdict: "failed" | "inconclusive";
}

/** What is known to fail, and may go on to. */
export interface Baseline {
  readonly plan: string;
  readonly expected: readonly BaselineEntry[];
}

/** A report beside what was expected of it. */
export interface Compared {
  /** What fails or could not be judged, and was not expected to. */
  readonly unexpected: readonly Verdict[];
  /** What fails as it was expected to. */
  readonly expected: readonly Verdict[];
  /** What was expected to fail and does not any more, or is not there any more. */
  readonly stale: readonly BaselineEntry[];
}

/** Whether a verdict is one that a client must not end with. */
export function isBad({ verdict }: Pick<Verdict, "verdict">): boolean {
  return verdict === "failed" || verdict === "inconclusive";
}

function isOf(entry: Pick<BaselineEntry, "name" | "setup">, { name, setup }: Pick<Verdict, "name" | "setup">): boolean {
  return entry.name === name && entry.setup === setup;
}

/**
 * Compares a report with what was expected.
 *
 * @param report Of a whole plan, or of some of it: then nothing is stale that was not tried.
 */
export function compareWith(
  baseline: Baseline,
  { verdicts, isWhole }: Pick<RunReport, "verdicts"> & { readonly isWhole: boolean },
): Compared {
  const bad = verdicts.filter(isBad);
  const isExpected = (verdict: Verdict) =>
    baseline.expected.some((entry) => isOf(entry, verdict) && entry.verdict === verdict.verdict);
  const isStale = (entry: BaselineEntry) => {
    const found = verdicts.find((verdict) => isOf(entry, verdict));
    if (found === undefined) return isWhole;
    return !isBad(found) && found.verdict !== "not exercised";
  };
  return {
    unexpected: bad.filter((verdict) => !isExpected(verdict)),
    expected: bad.filter(isExpected),
    stale: baseline.expected.filter(isStale),
  };
}

/** What fails in a report, as a baseline. */
export function baselineOf({ plan, verdicts }: Pick<RunReport, "plan" | "verdicts">): Baseline {
  const expected = verdicts.flatMap(({ name, setup, verdict }): readonly BaselineEntry[] =>
    verdict === "failed" || verdict === "inconclusive" ? [{ name, setup, verdict }] : [],
  );
  return { plan, expected: expected.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b), "en")) };
}

function orderOf({ name, setup }: BaselineEntry): string {
  return `${setup} ${name}`;
}

/** A baseline as its file holds it: a line each, so that a difference is easy to read. */
export function printBaseline({ plan, expected }: Baseline): string {
  const lines = expected.map((entry) => `    ${JSON.stringify(entry)}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "plan": ${JSON.stringify(plan)},\n  "expected": ${list}\n}\n`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads one case; undefined when it is none. */
function entryIn(value: unknown): BaselineEntry | undefined {
  if (!isObject(value) || Object.keys(value).length !== 3) return undefined;
  const { name, setup, verdict } = value;
  if (typeof name !== "string" || typeof setup !== "string") return undefined;
  return verdict === "failed" || verdict === "inconclusive" ? { name, setup, verdict } : undefined;
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a baseline. Throws `CommandFailed` with what is wrong with it. */
export function parseBaseline(
  text: string,
  { file, plan }: { readonly file: string; readonly plan: string },
): Baseline {
  function refuse(why: string): never {
    throw new CommandFailed(`Cannot use the baseline '${file}': ${why}`, { exitCode: EXIT.refused });
  }
  const content = contentOf(text);
  if (!isObject(content)) refuse("it is not a JSON object");
  const { plan: given, expected, ...more } = content;
  const [other] = Object.keys(more);
  if (other !== undefined) refuse(`there is no member '${other}'`);
  if (typeof given !== "string" || !Array.isArray(expected)) {
    return refuse("it must have a plan and what is expected; --write-baseline writes one");
  }
  if (given !== plan) refuse(`it is of the plan '${given}'`);
  const entries = expected.map((value, index) => {
    const says = `entry ${index + 1} must have a name, a setup and a verdict, which is failed or inconclusive`;
    return entryIn(value) ?? refuse(says);
  });
  return { plan, expected: entries };
}
