import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** HTTP Semantics: of all of it, what a client is told about when to come back. */
export const RFC9110: RuleBook = ruleBook("RFC9110", "https://www.rfc-editor.org/rfc/rfc9110#section-", [
  {
    id: "10.2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Give Retry-After as whole seconds from when the answer was received, or as a date",
  },
]);
