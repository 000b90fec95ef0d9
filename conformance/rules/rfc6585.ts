import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Additional HTTP Status Codes: 429 alone, as this server sends no other of them. */
export const RFC6585: RuleBook = ruleBook("RFC6585", "https://www.rfc-editor.org/rfc/rfc6585#section-", [
  { id: "4-1", keyword: "SHOULD", who: "server", says: "Explain in the body of a 429 what was too much" },
  { id: "4-2", keyword: "MAY", who: "server", says: "Say in a 429, as Retry-After, how long to wait" },
  { id: "4-3", keyword: "MUST NOT", who: "server", says: "Let no cache store a 429" },
  {
    id: "4-4",
    keyword: "SHOULD",
    who: "client",
    says: "Slow down after a 429, for as long as Retry-After says",
  },
]);
