import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** HTTP Semantics: of all of it, what a client is told about when to come back. */
export const RFC9110: RuleBook = ruleBook("RFC9110", "https://www.rfc-editor.org/rfc/rfc9110#section-", [
  {
    id: "4.3.4-1",
    keyword: "MUST",
    who: "client",
    says: "Talk to no https server whose certificate does not name it",
    reason: OF_CLIENTS,
  },
  {
    id: "9.2.2-1",
    keyword: "SHOULD NOT",
    who: "client",
    says: "Send no POST again by itself that was not answered, unless it knows that nothing came of it or that twice does no harm",
  },
  {
    id: "10.2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Give Retry-After as whole seconds from when the answer was received, or as a date",
  },
  {
    id: "10.2.3-2",
    keyword: "SHOULD",
    who: "client",
    says: "Wait for as long as Retry-After says before it asks again",
  },
  {
    id: "10.2.3-3",
    keyword: "MUST",
    who: "client",
    says: "Read Retry-After as whole seconds or as a date",
  },
  {
    id: "11.1-1",
    keyword: "MUST",
    who: "client",
    says: "Know the scheme of a challenge in whatever letter case it is written",
  },
  {
    id: "15-1",
    keyword: "MUST",
    who: "client",
    says: "Take a status that it does not know for the first one of its class",
  },
  {
    id: "15.4-1",
    keyword: "SHOULD",
    who: "client",
    says: "Send no credentials to where a redirect leads",
  },
  {
    id: "15.4-2",
    keyword: "SHOULD",
    who: "client",
    says: "Notice redirects that lead round in a circle, and stop",
  },
  { id: "15.6.4-1", keyword: "MAY", who: "client", says: "Ask again later after a 503" },
]);
