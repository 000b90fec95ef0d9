import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Initiating User Registration via OpenID Connect. */
export const PROMPT_CREATE: RuleBook = ruleBook(
  "PROMPTCREATE",
  "https://openid.net/specs/openid-connect-prompt-create-1_0.html#rfc.section.",
  [
    {
      id: "4.1-1",
      keyword: "MUST NOT",
      who: "client",
      says: "Take nobody for registered without an ID token in the answer",
      reason: OF_CLIENTS,
    },
    {
      id: "4.1-2",
      keyword: "SHOULD",
      who: "server",
      says: "Answer invalid_request where prompt has a word that it does not support",
    },
    {
      id: "4.1-3",
      keyword: "RECOMMENDED",
      who: "server",
      says: "Name the word of prompt that it does not support",
    },
    {
      id: "4.2-1",
      keyword: "MUST",
      who: "server",
      says: "Name every word of prompt that it supports in its metadata, where create is one of them",
    },
  ],
);
