import { printProof, tableCell } from "../support/markdown.ts";
import type { Behaviour, BehaviourGroup } from "./behaviour.ts";

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

/** The behaviours as a page of Markdown. */
export function renderBehaviours(groups: readonly BehaviourGroup[]): string {
  return [HEADING, ...groups.map(section)].join("\n");
}
