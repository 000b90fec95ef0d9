import type { RunReport } from "../runs/run_report.ts";

/** The whole report of a run for programs, as it is kept. */
export function reportJson(report: RunReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
