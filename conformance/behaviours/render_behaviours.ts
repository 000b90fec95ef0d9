import { printProof, tableCell } from "../support/markdown.ts";
import type { Behaviour, BehaviourGroup } from "./behaviour.ts";
import type { Counterpart, SettingRow } from "./dot_settings.ts";

const HEADING = `# What users of older servers rely on

Whoever comes from Django OAuth Toolkit, django-oauth2-provider or their tutorials finds here what they know: how it is
on this server, whether that is the same, and what shows it. Written by \`npm run trace\`.
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

function settings(rows: readonly SettingRow[]): string {
  return [
    "## Settings",
    "",
    "Names and standards are those of Django OAuth Toolkit but where the table says otherwise.",
    "",
    "| there | here |",
    "|---|---|",
    ...rows.map(({ dot, here }) => `| \`${dot}\` | ${counterpart(here)} |`),
    "",
  ].join("\n");
}

/** The behaviours and the settings as a page of Markdown. */
export function renderBehaviours(groups: readonly BehaviourGroup[], rows: readonly SettingRow[]): string {
  return [HEADING, ...groups.map(section), settings(rows)].join("\n");
}
