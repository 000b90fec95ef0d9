import { printProof, tableCell } from "../support/markdown.ts";
import type { Plan, PlanModule } from "./plan.ts";

const HEADING = `# Certification plans

The modules of the OpenID Foundation's conformance suite for providers, what each demands in our words, and what shows
it here. The rules are those of [requirements.md](requirements.md). Written by \`npm run trace\`.
`;

function row({ name, demands, rules, proofs, reason }: PlanModule): string {
  const shown = reason === undefined ? proofs.map(printProof).join("<br>") : `Not shown: ${tableCell(reason)}`;
  return `| \`${name}\` | ${tableCell(demands)} | ${rules.join(", ")} | ${shown} |`;
}

function section({ name, profile, variants, modules }: Plan): string {
  const runs = variants.length === 0 ? "" : `, run with ${variants.map((one) => `\`${one}\``).join(" and ")}`;
  return [
    `## ${profile}`,
    "",
    `\`${name}\`${runs}`,
    "",
    "| module | demands | rules | shown by |",
    "|---|---|---|---|",
    ...modules.map(row),
    "",
  ].join("\n");
}

/** The plans as a page of Markdown. */
export function renderPlans(plans: readonly Plan[]): string {
  return [HEADING, ...plans.map(section)].join("\n");
}
