import { RULE_BOOKS } from "../../conformance/rules/mod.ts";

/** How strong a word is; the books have more words for the same. */
const STRENGTH: Readonly<Record<string, number>> = {
  MUST: 3,
  "MUST NOT": 3,
  REQUIRED: 3,
  SHALL: 3,
  "SHALL NOT": 3,
  SHOULD: 2,
  "SHOULD NOT": 2,
  RECOMMENDED: 2,
  "NOT RECOMMENDED": 2,
  MAY: 1,
  OPTIONAL: 1,
};

const KEYWORDS = new Map(RULE_BOOKS.flatMap(({ rules }) => rules.map(({ id, keyword }) => [id, keyword] as const)));

/** Whether who cites a rule speaks no stronger than the rule does; never for a rule that no book lists. */
export function speaksAsRule({ rule, keyword }: { readonly rule: string; readonly keyword: string }): boolean {
  return (STRENGTH[keyword] ?? 0) <= (STRENGTH[KEYWORDS.get(rule) ?? ""] ?? -1);
}
