import { tableCell } from "../support/markdown.ts";
import type { KnownFault, KnownFaultGroup } from "./known_fault.ts";

const HEADING = `# Known faults of clients, and what shows them here

What other testers provoke in clients, and what real clients got wrong: each with the scenarios, lints and controls (the
unmodified flow of a setup) of the lab that show it, or the reason why none does. Written by \`npm run trace\`.
`;

/** How many rows of each kind there are. */
function counts(rows: readonly KnownFault[]): readonly [shown: number, leftOut: number] {
  const leftOut = rows.filter(({ because }) => because !== undefined).length;
  return [rows.length - leftOut, leftOut];
}

function summary(groups: readonly KnownFaultGroup[]): string {
  const lines = groups.map(({ title, rows }) => `| ${tableCell(title)} | ${counts(rows).join(" | ")} |`);
  const all = counts(groups.flatMap(({ rows }) => rows));
  return ["| of | shown | left out |", "|---|---|---|", ...lines, `| all | ${all.join(" | ")} |`, ""].join("\n");
}

function answer({ shownBy, because }: KnownFault): string {
  if (because !== undefined) return `left out: ${tableCell(because)}`;
  return shownBy.map((name) => `\`${name}\``).join(", ");
}

function row(fault: KnownFault): string {
  const links = (fault.links ?? []).map((link, index) => ` [${index + 1}](${link})`).join("");
  return `| ${tableCell(fault.name)} | ${tableCell(fault.says)}${links} | ${answer(fault)} |`;
}

function section({ title, link, says, rows }: KnownFaultGroup): string {
  const about = link === undefined ? says : `${says} [Source](${link}).`;
  return [`## ${title}`, "", about, "", "| there | what it is | here |", "|---|---|---|", ...rows.map(row), ""].join(
    "\n",
  );
}

/** The table as a page of Markdown. */
export function renderKnownClientFaults(groups: readonly KnownFaultGroup[]): string {
  return [HEADING, summary(groups), ...groups.map(section)].join("\n");
}
