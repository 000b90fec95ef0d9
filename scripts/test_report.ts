import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** One test's outcome. */
export interface TestResult {
  /** With the titles of the groups around it. */
  readonly title: string;
  /** Relative to the project. */
  readonly file: string;
  readonly state: "passed" | "failed" | "skipped";
  /** Milliseconds. */
  readonly duration: number;
  /** Why it failed. */
  readonly error?: string;
}

/** Where the results of the last `npm test` are kept for other scripts. */
export const REPORT_FILE = ".tmp/test_report.json";

/** What one run of mocha reported. */
export interface MochaReport {
  /** False when mocha ended before its tests did. */
  readonly ended: boolean;
  readonly results: readonly TestResult[];
}

/** Read and remove what the reporter wrote; a report that is not there is one that did not end. */
export async function takeMochaReport(file: string): Promise<MochaReport> {
  try {
    const report = JSON.parse(await readFile(file, "utf8")) as MochaReport;
    await rm(file, { force: true });
    return report;
  } catch {
    return { ended: false, results: [] };
  }
}

/** Keep the results of the whole run. */
export async function writeReport(file: string, results: readonly TestResult[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, undefined, 1)}\n`);
}

/** The closing line of a run. */
export function printCounts(results: readonly TestResult[]): string {
  const count = (state: TestResult["state"]): number => results.filter((result) => result.state === state).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
}

/** What to type to run again only the files that failed; undefined when none did. */
export function printRepeat(results: readonly TestResult[]): string | undefined {
  const failed = results.filter(({ state, file }) => state === "failed" && file !== "");
  const files = [...new Set(failed.map(({ file }) => file))];
  return files.length === 0 ? undefined : `Run again what failed: npm test -- ${files.join(" ")}`;
}
