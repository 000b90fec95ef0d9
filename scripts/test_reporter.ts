import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import type { MochaReport, TestResult } from "./test_report.ts";

/**
 * Mocha's reporter for `npm test`: dots and the list of failures for a person, and every result in the file that the
 * variable TEST_RESULTS names, for scripts.
 */
function report(runner: Mocha.Runner, options: Mocha.MochaOptions): Mocha.reporters.Base {
  const results: TestResult[] = [];
  const note = (state: TestResult["state"]) => (test: Mocha.Test, error?: Error) => {
    const message = error === undefined ? {} : { error: error.stack ?? String(error) };
    results.push({
      title: test.fullTitle(),
      file: fileOf(test, error),
      state,
      duration: test.duration ?? 0,
      ...message,
    });
  };
  runner.on("pass", note("passed"));
  runner.on("fail", note("failed"));
  runner.on("pending", note("skipped"));
  let ended = false;
  runner.once("end", () => (ended = true));
  // not before: the parallel runner reports what broke a worker after it has ended
  process.once("exit", () => writeReport({ ended, results }));
  return new Mocha.reporters.Dot(runner, options);
}

/** Mocha puts the name of a file that could not be loaded into the error. */
function fileOf(test: Mocha.Test, error: Error | undefined): string {
  const file = test.file ?? (error !== undefined && "file" in error ? String(error.file) : "");
  return file === "" ? "" : path.relative(".", file);
}

function writeReport(report: MochaReport): void {
  const file = process.env["TEST_RESULTS"];
  if (file === undefined) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(report));
}

// oxlint-disable-next-line import/no-default-export -- mocha asks for it
export default report;
