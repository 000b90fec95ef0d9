import type { RuleEntry } from "../rule_book.ts";

/** What section 5 demands of claims. */
export const CLAIMS: readonly RuleEntry[] = [
  {
    id: "5.5-1",
    keyword: "MUST",
    who: "server",
    says: "Take a claims parameter only if it is a JSON object of the form that the specification gives it",
  },
];
