import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** OAuth 2.0 Form Post Response Mode. */
export const FORM_POST: RuleBook = ruleBook(
  "FORMPOST",
  "https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html#rfc.section.",
  [
    {
      id: "2-1",
      keyword: "MUST",
      who: "server",
      says: "Answer in mode form_post with a page whose form posts the parameters by itself",
    },
    { id: "2-2", keyword: "MUST", who: "server", says: "Make the redirect URI the action of the form" },
    { id: "2-3", keyword: "MUST", who: "server", says: "Make POST the method of the form" },
    {
      id: "2-4",
      keyword: "MUST",
      who: "server",
      says: "Have the parameters sent as application/x-www-form-urlencoded, errors as well",
    },
    {
      id: "2-5",
      keyword: "MUST",
      who: "server",
      says: "Tell browser and caches to keep nothing of the page",
    },
    {
      id: "2-6",
      keyword: "MUST",
      who: "client",
      says: "Take the message in whatever way the form was sent off",
    },
    {
      id: "4-1",
      keyword: "MUST",
      who: "server",
      says: "Escape the parameters, so that none of them is more than a value of the form",
    },
  ],
);
