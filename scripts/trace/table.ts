import type { RuleBook } from "../../conformance/rules/mod.ts";
import type { Requirement, Standing } from "./requirement.ts";

const STANDINGS: readonly Standing[] = ["tested", "tested by the lab", "reason", "optional", "FAILING", "OPEN"];
const HEAD = ["rule", "keyword", "who", "says", "enforced at", "tests", "state"];

// The last two columns depend on which tests ran, the others on the sources alone.
const LASTING_COLUMNS = 5;

/** The table of requirements as Markdown, a section a rule book, with a summary at its top. */
export function renderTable(books: readonly RuleBook[], requirements: readonly Requirement[]): string {
  const sections = books.map((book) => {
    const rows = requirementsOf(book, requirements).map((requirement) => row(cellsOf(requirement)));
    return [`## ${book.spec}`, "", ...head(HEAD), ...rows].join("\n");
  });
  return `${[renderPreface(), renderSummary(books, requirements), ...sections].join("\n\n")}\n`;
}

/** The rows of a table of requirements without what depends on which tests ran. */
export function lastingRows(table: string): readonly string[] {
  return table
    .split("\n")
    .filter((line) => line.startsWith("| ["))
    .map((line) => row(line.slice(2, -2).split(" | ").slice(0, LASTING_COLUMNS)));
}

function renderPreface(): string {
  return [
    "# Requirements",
    "",
    "Written by `npm run trace` out of the rule books (`conformance/rules/`), the tests and the sources: do not edit.",
    "",
    "*Enforced at* names the files of `src/` that cite the rule when they refuse; *tests* counts those that show the rule,",
    "`+ n` those that show more than it demands; *state* is tested, tested by the lab, the reason why no test shows it, or OPEN.",
  ].join("\n");
}

function renderSummary(books: readonly RuleBook[], requirements: readonly Requirement[]): string {
  const lines = books.map((book) => summaryRow(book.spec, requirementsOf(book, requirements)));
  return [...head(["specification", "rules", ...STANDINGS]), ...lines, summaryRow("all", requirements)].join("\n");
}

function summaryRow(name: string, requirements: readonly Requirement[]): string {
  const counts = STANDINGS.map((wanted) => requirements.filter(({ standing }) => standing === wanted).length);
  return row([name, requirements.length, ...counts].map(String));
}

function requirementsOf(book: RuleBook, requirements: readonly Requirement[]): readonly Requirement[] {
  return requirements.filter(({ rule }) => rule.spec === book.spec);
}

function cellsOf({ rule, enforcedAt, tests, beyond, standing }: Requirement): readonly string[] {
  return [
    `[${rule.id}](${rule.url})`,
    rule.keyword,
    rule.who,
    rule.says,
    enforcedAt.length === 0 ? "–" : enforcedAt.join(", "),
    beyond === 0 ? String(tests) : `${tests} + ${beyond}`,
    stateOf(standing, rule.reason),
  ].map(escapeCell);
}

function stateOf(standing: Standing, reason: string | undefined): string {
  if (standing === "reason") return reason ?? "";
  // A choice against the letter of a rule stays visible although tests show what we do instead.
  return standing === "tested" && reason?.startsWith("Choice:") ? `tested. ${reason}` : standing;
}

function head(names: readonly string[]): readonly string[] {
  return [row(names), `|${" --- |".repeat(names.length)}`];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
