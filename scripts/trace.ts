/**
 * Writes `conformance/requirements.md`: each rule of each specification with where it is enforced and which tests show it.
 *
 * `npm run trace` writes the table. `npm run trace -- --check` writes nothing and ends with status 1 when a rule has
 * neither a test nor a reason, a test or a refusal names a rule that no book lists, or the table is out of date.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ALL_RULES, RULE_BOOKS } from "../conformance/rules/mod.ts";
import { enforcementsOf, evidenceOfReport, evidenceOfSources } from "./trace/evidence.ts";
import { findStaleRows, findUnknownRules, findUnmetRules } from "./trace/problem.ts";
import { readCitingFiles, readIfPresent } from "./trace/project_files.ts";
import { joinRequirements } from "./trace/requirement.ts";
import { renderTable } from "./trace/table.ts";
import { parseTestReport } from "./trace/test_report.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TABLE = join(ROOT, "conformance", "requirements.md");
const REPORT = join(ROOT, ".tmp", "test_report.json");

function main(): number {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const files = readCitingFiles(ROOT);
  const report = readIfPresent(REPORT);
  console.log(
    report === undefined ? "No report of tests: counting them in the sources" : `Tests: ${relative(ROOT, REPORT)}`,
  );
  const requirements = joinRequirements([...ALL_RULES.values()], {
    enforcements: enforcementsOf(files),
    evidence: report === undefined ? evidenceOfSources(files) : evidenceOfReport(parseTestReport(report, ROOT)),
  });
  const table = renderTable(RULE_BOOKS, requirements);
  const problems = [...findUnknownRules(files, new Set(ALL_RULES.keys())), ...findUnmetRules(requirements)];
  if (values.check) problems.push(...findStaleRows(readIfPresent(TABLE) ?? "", table));
  else writeFileSync(TABLE, table);
  if (values.check) for (const problem of problems) console.log(problem);
  console.log(
    `${requirements.length} rules, ${problems.length} problems${values.check ? "" : ", see 'npm run trace -- --check'"}`,
  );
  return values.check && problems.length > 0 ? 1 : 0;
}

process.exitCode = main();
