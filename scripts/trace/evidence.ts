import type { CitedRules } from "./citation.ts";
import { parseTitle } from "./test_report.ts";
import type { TestResult, TestState } from "./test_report.ts";

/** A source file and the rules that it names. */
export interface CitingFile extends CitedRules {
  /** Path from the root of the project, with forward slashes. */
  readonly file: string;
}

/** That a test shows a rule, or goes beyond it. */
export interface Evidence {
  readonly id: string;
  readonly beyond: boolean;
  readonly file: string;
  readonly state: TestState;
}

/** That a file of `src` names a rule which it enforces. */
export interface Enforcement {
  readonly id: string;
  readonly file: string;
}

/** Whether a file of the project holds tests. */
export function isTestFile(file: string): boolean {
  return !file.startsWith("src/") || /_test\.tsx?$/.test(file);
}

/**
 * The evidence in a report of tests, and in the sources of the tests that the report leaves out, so that the table does
 * not swing with what was run last.
 */
export function evidenceOfRun(files: readonly CitingFile[], tests: readonly TestResult[]): readonly Evidence[] {
  return [...evidenceOfReport(tests), ...evidenceOfSources(findLeftOut(files, tests))];
}

/** The tests that name rules and that a report leaves out. */
export function findLeftOut(files: readonly CitingFile[], tests: readonly TestResult[]): readonly CitingFile[] {
  const ran = new Set(tests.map(({ file }) => file));
  return files.filter((file) => !ran.has(file.file) && evidenceOfSources([file]).length > 0);
}

/** The evidence in a report of tests that ran. */
export function evidenceOfReport(tests: readonly TestResult[]): readonly Evidence[] {
  return tests
    .filter(({ file }) => isWitness(file))
    .flatMap(({ fullTitle, file, state }) => {
      const { beyond, ids } = parseTitle(fullTitle);
      return ids.map((id) => ({ id, beyond, file, state }));
    });
}

/** The evidence in the sources of tests, for want of a report; each test is believed to pass. */
export function evidenceOfSources(files: readonly CitingFile[]): readonly Evidence[] {
  return files
    .filter(({ file }) => isTestFile(file) && isWitness(file))
    .flatMap(({ file, citations, tabled }) =>
      citations
        .filter(({ kind }) => kind !== "string" || tabled)
        .map(({ id, kind }) => ({ id, beyond: kind === "beyond", file, state: "passed" as const })),
    );
}

/** Where the lab says what clients have to do: its scenarios, lints and preflight checks. */
const LAB_CASES = /^src\/lab\/(?:scenarios|judge|preflight)\//;

/** Whether evidence is a case by which the lab tests clients. */
export function isLabCase({ file }: Pick<Evidence, "file">): boolean {
  return LAB_CASES.test(file);
}

/** The rules by which the lab judges clients; that it judges rightly is what the tests of the lab show. */
export function evidenceOfLab(files: readonly CitingFile[]): readonly Evidence[] {
  return files
    .filter(({ file }) => !isTestFile(file) && isLabCase({ file }))
    .flatMap(({ file, citations }) =>
      citations.map(({ id }) => ({ id, beyond: false, file, state: "passed" as const })),
    );
}

/** Which files of `src` name which rules. */
export function enforcementsOf(files: readonly CitingFile[]): readonly Enforcement[] {
  return files
    .filter(({ file }) => !isTestFile(file))
    .flatMap(({ file, citations }) => citations.map(({ id }) => ({ id, file })));
}

// The tests of rule() itself name rules of which they show nothing.
function isWitness(file: string): boolean {
  return !file.startsWith("conformance/support/") && !file.startsWith("test/architecture/rules_");
}
