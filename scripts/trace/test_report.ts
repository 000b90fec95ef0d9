import { isAbsolute, relative } from "node:path";
import { z } from "zod";
import { isRuleId } from "./citation.ts";

/** What became of a test. */
export type TestState = "passed" | "failed" | "skipped";

/** A test of the report. */
export interface TestResult {
  readonly fullTitle: string;
  /** Path from the root of the project, empty where the report names no file. */
  readonly file: string;
  readonly state: TestState;
}

const TEST = z
  .object({
    fullTitle: z.string().optional(),
    title: z.string(),
    file: z.string().nullish(),
    state: z.string().nullish(),
  })
  .transform(({ fullTitle, title, file, state }) => ({ fullTitle: fullTitle ?? title, file, state }));
const TITLED = z.array(z.object({ fullTitle: z.string() })).default([]);
const REPORT = z.union([z.array(TEST), z.object({ tests: z.array(TEST), failures: TITLED, pending: TITLED })]);

/**
 * Reads a report of tests: the list that `npm test` leaves behind, or the object that mocha's JSON reporter writes, in
 * which a test without a state has passed unless it is listed among the failures or the pending ones.
 *
 * @param root Folder of the project, from which the files of the result are named.
 * @throws SyntaxError When the text is no such report.
 */
export function parseTestReport(text: string, root: string): readonly TestResult[] {
  const report = readReport(text);
  const lists = Array.isArray(report) ? { tests: report, failures: [], pending: [] } : report;
  const failures = new Set(lists.failures.map(({ fullTitle }) => fullTitle));
  const pending = new Set(lists.pending.map(({ fullTitle }) => fullTitle));
  return lists.tests.map(({ fullTitle, file, state }) => {
    const listed = failures.has(fullTitle) ? "failed" : pending.has(fullTitle) ? "skipped" : "passed";
    return { fullTitle, file: fileBelow(root, file ?? ""), state: stateOf(state ?? listed) };
  });
}

/**
 * The rules that the title of a test names at its end, as `rule()` and `beyond()` write them.
 *
 * @returns No ids when the title names none.
 */
export function parseTitle(title: string): { readonly beyond: boolean; readonly ids: readonly string[] } {
  const groups = /\[(?<beyond>beyond )?(?<cited>[^[\]]+)\]$/.exec(title)?.groups;
  const words = (groups?.["cited"] ?? "").split(", ").map((cited) => cited.split(" ")[0] ?? "");
  return { beyond: groups?.["beyond"] !== undefined, ids: words.filter(isRuleId) };
}

function readReport(text: string): z.infer<typeof REPORT> {
  try {
    return REPORT.parse(JSON.parse(text));
  } catch (cause) {
    throw new SyntaxError("Cannot read the test report as it is no list of tests", { cause });
  }
}

function fileBelow(root: string, file: string): string {
  return (isAbsolute(file) ? relative(root, file) : file).replaceAll("\\", "/");
}

function stateOf(state: string): TestState {
  return state === "passed" || state === "failed" ? state : "skipped";
}
