import { z } from "zod";
import type { RunReport, Verdict } from "../lab/mod.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";

const ENTRY = z.strictObject({
  name: z.string(),
  setup: z.string(),
  verdict: z.enum(["failed", "inconclusive"]),
});

const BASELINE = z.strictObject({ plan: z.string(), expected: z.array(ENTRY) });

/** What is known to fail, and may go on to. */
export type Baseline = z.infer<typeof BASELINE>;

/** One case that is known to fail. */
export type BaselineEntry = z.infer<typeof ENTRY>;

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

/** Reads a baseline. Throws `CommandFailed` with what is wrong with it. */
export function parseBaseline(
  text: string,
  { file, plan }: { readonly file: string; readonly plan: string },
): Baseline {
  const says = (why: string) =>
    new CommandFailed(`Cannot use the baseline '${file}': ${why}`, { exitCode: EXIT.refused });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw says("it is not JSON");
  }
  const parsed = BASELINE.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw says(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}; --write-baseline writes one`);
  }
  if (parsed.data.plan !== plan) throw says(`it is of the plan '${parsed.data.plan}'`);
  return parsed.data;
}
