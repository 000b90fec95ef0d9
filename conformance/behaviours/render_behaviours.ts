import { printProof, tableCell } from "../support/markdown.ts";
import type { Behaviour, BehaviourGroup } from "./behaviour.ts";
import type { Counterpart, SettingTable } from "./setting_row.ts";

const HEADING = `# What users of older servers rely on

Whoever comes from Django OAuth Toolkit, django-oauth-plus, django-oauth2-provider or their tutorials finds here what they
know: how it is on this server, whether that is the same, and what shows it. Written by \`npm run trace\`.
`;

function row({ says, verdict, because, proofs }: Behaviour): string {
  const judged = because === undefined ? verdict : `${verdict}: ${tableCell(because)}`;
  return `| ${tableCell(says)} | ${judged} | ${proofs.map(printProof).join("<br>")} |`;
}

function section({ title, rows }: BehaviourGroup): string {
  return [`## ${title}`, "", "| here | compared | shown by |", "|---|---|---|", ...rows.map(row), ""].join("\n");
}

function counterpart(here: Counterpart): string {
  switch (here.kind) {
    case "setting":
      return `\`${here.name}\`${here.differs === undefined ? "" : `; ${tableCell(here.differs)}`}`;
    case "option":
      return `\`${here.name}\` of \`${here.of}()\``;
    case "always":
      return `always: ${tableCell(here.says)}`;
    case "none":
      return `none: ${tableCell(here.because)}`;
  }
}

function settings({ title, says, rows }: SettingTable): string {
  return [
    `## ${title}`,
    "",
    says,
    "",
    "| there | here |",
    "|---|---|",
    ...rows.map(({ dot, here }) => `| \`${dot}\` | ${counterpart(here)} |`),
    "",
  ].join("\n");
}

/** The behaviours and the settings as a page of Markdown. */
export function renderBehaviours(groups: readonly BehaviourGroup[], tables: readonly SettingTable[]): string {
  return [HEADING, ...groups.map(section), ...tables.map(settings)].join("\n");
}
