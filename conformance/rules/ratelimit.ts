import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** RateLimit header fields for HTTP: a draft, version 11; what it demands of clients is not listed before it is a standard. */
export const RATELIMIT: RuleBook = ruleBook(
  "RATELIMIT",
  "https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-11.html#section-",
  [
    { id: "3-1", keyword: "MUST", who: "server", says: "Name each policy of RateLimit-Policy by a string" },
    { id: "3-2", keyword: "SHOULD", who: "server", says: "Keep RateLimit-Policy the same over a sequence of answers" },
    { id: "3.1-1", keyword: "REQUIRED", who: "server", says: "Give the quota of each policy as q" },
    { id: "3.1.1-1", keyword: "MUST", who: "server", says: "Give q as a whole number from 0" },
    { id: "3.1.3-1", keyword: "MUST", who: "server", says: "Give w, the window, as a whole number of seconds from 1" },
    { id: "4.1-1", keyword: "REQUIRED", who: "server", says: "Give what is left of each quota as r" },
    { id: "4.1.1-1", keyword: "MUST", who: "server", says: "Give r as a whole number from 0" },
    { id: "4.1.2-1", keyword: "MUST", who: "server", says: "Give t, the time that r is for, as whole seconds from 0" },
    {
      id: "6-1",
      keyword: "SHOULD NOT",
      who: "server",
      says: "Let Retry-After name no moment before the end of t",
    },
    {
      id: "6-2",
      keyword: "MUST NOT",
      who: "server",
      says: "Tell of no quota that would invite more requests than are wanted",
      reason: "Choice: how much is wanted is for the operator to set; what is told is what is left of it",
    },
  ],
);
