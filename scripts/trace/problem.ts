import type { CitingFile } from "./evidence.ts";
import { isTestFile } from "./evidence.ts";
import type { Requirement } from "./requirement.ts";
import { lastingRows } from "./table.ts";

/** Rules that are open or whose tests fail, a sentence each. */
export function findUnmetRules(requirements: readonly Requirement[]): readonly string[] {
  return requirements.flatMap(({ rule, standing }) => {
    const named = `${rule.id} (${rule.keyword}, ${rule.who})`;
    if (standing === "FAILING") return [`${named} has a test that fails`];
    return standing === "OPEN" ? [`${named} has neither a test that passes nor a reason: ${rule.says}`] : [];
  });
}

/** Rules that tests or refusals name and no rule book lists, a sentence each. */
export function findUnknownRules(files: readonly CitingFile[], known: ReadonlySet<string>): readonly string[] {
  const sentences = files.flatMap(({ file, citations }) =>
    citations
      // Elsewhere in a test an id may well be made up.
      .filter(({ kind, id }) => !known.has(id) && (kind !== "string" || !isTestFile(file)))
      .map(({ id }) => `${file} names ${id}, which no rule book lists`),
  );
  return [...new Set(sentences)].sort();
}

/** Rules whose row in a written table is no longer what the rule books and the sources say, a sentence each. */
export function findStaleRows(written: string, due: string): readonly string[] {
  const rows = lastingRows(written);
  const dueRows = lastingRows(due);
  const had = new Set(rows);
  const wanted = new Set(dueRows);
  const stale = [...rows.filter((row) => !wanted.has(row)), ...dueRows.filter((row) => !had.has(row))];
  const ids = stale.map((row) => /\[(?<id>[^\]]+)\]/.exec(row)?.groups?.["id"] ?? row);
  return [...new Set(ids)].sort().map((id) => `${id} is out of date in the table, run 'npm run trace'`);
}
