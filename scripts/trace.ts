/**
 * Writes `conformance/requirements.md`: each rule of each specification with where it is enforced and which tests show it;
 * `conformance/plans.md`: each module of the certification plans, and which tests show what it demands;
 * `conformance/behaviours.md`: what users of older servers rely on, and which tests show how it is here; and
 * `conformance/known_client_faults.md`: what other testers provoke in clients, and which cases of the lab show it.
 *
 * `npm run trace` writes the table. `npm run trace -- --check` writes nothing and ends with status 1 when a rule has
 * neither a test, nor a case of the lab, nor a reason, a test of it fails, a test or a refusal names a rule that no book lists, or the table is
 * out of date (plans, behaviours and known faults have tests that say so). What became of the tests is read from the report that `npm test` leaves behind.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { KNOWN_CLIENT_FAULTS, renderKnownClientFaults } from "../conformance/known_client_faults/mod.ts";
import { ALL_BEHAVIOURS, renderBehaviours, SETTING_TABLES } from "../conformance/behaviours/mod.ts";
import { ALL_PLANS, renderPlans } from "../conformance/plans/mod.ts";
import { ALL_RULES, RULE_BOOKS } from "../conformance/rules/mod.ts";
import { enforcementsOf, evidenceOfLab, evidenceOfRun, findLeftOut } from "./trace/evidence.ts";
import type { CitingFile } from "./trace/evidence.ts";
import { findStaleRows, findUnknownRules, findUnmetRules } from "./trace/problem.ts";
import { readCitingFiles, readIfPresent } from "./trace/project_files.ts";
import { joinRequirements } from "./trace/requirement.ts";
import type { Requirement } from "./trace/requirement.ts";
import { renderTable } from "./trace/table.ts";
import { parseTestReport } from "./trace/test_report.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TABLE = join(ROOT, "conformance", "requirements.md");
const PLANS = join(ROOT, "conformance", "plans.md");
const BEHAVIOURS = join(ROOT, "conformance", "behaviours.md");
const KNOWN = join(ROOT, "conformance", "known_client_faults.md");
const REPORT = join(ROOT, ".tmp", "test_report.json");

function main(): number {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const files = readCitingFiles(ROOT);
  const report = readIfPresent(REPORT);
  const tests = report === undefined ? [] : parseTestReport(report, ROOT);
  const requirements = joinRequirements([...ALL_RULES.values()], {
    enforcements: enforcementsOf(files),
    evidence: [...evidenceOfRun(files, tests), ...evidenceOfLab(files)],
  });
  const table = renderTable(RULE_BOOKS, requirements);
  const leftOut = findLeftOut(files, tests).length;
  if (leftOut > 0) console.log(`${leftOut} files of tests did not run: their tests are believed to pass`);
  return values.check ? check(files, requirements, table) : write(table);
}

function check(files: readonly CitingFile[], requirements: readonly Requirement[], table: string): number {
  const problems = [
    ...findUnknownRules(files, new Set(ALL_RULES.keys())),
    ...findUnmetRules(requirements),
    ...findStaleRows(readIfPresent(TABLE) ?? "", table),
  ];
  for (const problem of problems) console.log(problem);
  console.log(`${requirements.length} rules, ${problems.length} problems`);
  return problems.length === 0 ? 0 : 1;
}

function write(table: string): number {
  writeFileSync(TABLE, table);
  writeFileSync(PLANS, renderPlans(ALL_PLANS));
  writeFileSync(BEHAVIOURS, renderBehaviours(ALL_BEHAVIOURS, SETTING_TABLES));
  writeFileSync(KNOWN, renderKnownClientFaults(KNOWN_CLIENT_FAULTS));
  const written = [TABLE, PLANS, BEHAVIOURS, KNOWN].map((path) => relative(ROOT, path)).join(", ");
  console.log(`Wrote ${written}, see also 'npm run trace -- --check'`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  // A file that cannot be read is the caller's to mend and needs no stack.
  if (!(error instanceof SyntaxError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
