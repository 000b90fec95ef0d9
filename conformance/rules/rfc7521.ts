import { TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Assertion Framework for OAuth 2.0 Client Authentication and Authorization Grants. */
export const RFC7521: RuleBook = ruleBook("RFC7521", "https://www.rfc-editor.org/rfc/rfc7521#section-", [
  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Speak TLS at the token endpoint, as assertions travel there in the clear",
    reason: TLS_IN_FRONT,
  },
  {
    id: "4.1-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand grant_type and assertion of a request that presents an assertion as a grant",
  },
  {
    id: "4.1-2",
    keyword: "MUST",
    who: "server",
    says: "Grant no scope beyond the one that was granted to whom the assertion stands for",
  },
  {
    id: "4.1-3",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Let a token that came of an assertion outlive it by much, and issue no refresh token beside it",
  },
  {
    id: "4.1.1-1",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_grant to an assertion that is not valid or has expired",
  },
  {
    id: "4.2-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand client_assertion_type as the absolute URI of the format of the assertion",
  },
  { id: "4.2-2", keyword: "REQUIRED", who: "server", says: "Demand the client_assertion of which a type is named" },
  {
    id: "4.2-3",
    keyword: "MUST",
    who: "server",
    says: "Refuse a client_id that is not the client which the assertion names",
  },
  {
    id: "4.2.1-1",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_client to a client assertion that is not valid, and to one beside another way to authenticate",
  },
  {
    id: "5.1-1",
    keyword: "MUST",
    who: "server",
    says: "Compare the names of issuers and audiences letter by letter",
  },
  {
    id: "5.2-1",
    keyword: "MUST",
    who: "server",
    says: "Demand of an assertion that it names its issuer, its subject, its audience and its end",
  },
  {
    id: "5.2-2",
    keyword: "MUST",
    who: "server",
    says: "Refuse an assertion that is not meant for this server",
  },
  { id: "5.2-3", keyword: "MUST", who: "server", says: "Refuse an assertion that has expired" },
  {
    id: "5.2-4",
    keyword: "MUST",
    who: "server",
    says: "Refuse an assertion whose signature or MAC is missing or wrong",
  },
  {
    id: "6.1-1",
    keyword: "MUST",
    who: "server",
    says: "Take the subject of a client assertion for the client, by its client_id",
  },
  {
    id: "8.2-1",
    keyword: "MAY",
    who: "server",
    says: "Refuse an assertion that was presented before",
  },
]);
