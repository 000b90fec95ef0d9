import { FOR_EXTENSIONS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** OAuth 2.0 Multiple Response Type Encoding Practices. */
export const MULTIPLE_RESPONSE_TYPES: RuleBook = ruleBook(
  "MULTIRESPONSE",
  "https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#rfc.section.",
  [
    {
      id: "2-1",
      keyword: "MUST",
      who: "extension author",
      says: "Say for each response type which response mode is its own",
      reason: FOR_EXTENSIONS,
    },
    {
      id: "2.1-1",
      keyword: "MUST",
      who: "server",
      says: "Answer in the mode that response_mode names, and in that of the response type where it names none",
    },
    {
      id: "2.1-2",
      keyword: "MUST",
      who: "server",
      says: "Encode the parameters of mode query in the query and those of mode fragment in the fragment",
    },
    {
      id: "2.2-1",
      keyword: "MUST",
      who: "server",
      says: "Take the words of a response type in any order for the same type",
    },
    {
      id: "3-1",
      keyword: "MUST NOT",
      who: "server",
      says: "Answer id_token in the fragment when no mode is asked for, and never in the query",
    },
    {
      id: "3-2",
      keyword: "MUST",
      who: "server",
      says: "Name in an ID token of this response type the person, and the client as its audience",
    },
    {
      id: "4-1",
      keyword: "SHOULD NOT",
      who: "server",
      says: "Answer none with neither code nor token of any kind",
    },
    {
      id: "4-2",
      keyword: "SHOULD",
      who: "server",
      says: "Send the person back after none was allowed or denied, with the state that came along",
    },
    { id: "5-1", keyword: "MUST", who: "server", says: "Answer code token with a code and an access token" },
    { id: "5-2", keyword: "MUST", who: "server", says: "Answer code id_token with a code and an ID token" },
    { id: "5-3", keyword: "MUST", who: "server", says: "Answer id_token token with an access token and an ID token" },
    { id: "5-4", keyword: "MUST", who: "server", says: "Answer code id_token token with all three" },
    {
      id: "5-5",
      keyword: "MUST NOT",
      who: "server",
      says: "Answer combinations in the fragment when no mode is asked for, and never in the query",
    },
    { id: "5-6", keyword: "MUST", who: "server", says: "Answer errors of combinations in the fragment as well" },
  ],
);
