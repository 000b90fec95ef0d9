import { FOR_EXTENSIONS, FOR_PEOPLE, OF_OTHER_APIS, TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Token Introspection. */
export const RFC7662: RuleBook = ruleBook("RFC7662", "https://www.rfc-editor.org/rfc/rfc7662#section-", [
  { id: "2-1", keyword: "MUST", who: "server", says: "Offer introspection over TLS", reason: TLS_IN_FRONT },
  { id: "2.1-1", keyword: "REQUIRED", who: "server", says: "Demand the token that is asked about" },
  { id: "2.1-2", keyword: "MUST", who: "server", says: "Answer only those who prove that they may ask" },
  {
    id: "2.1-3",
    keyword: "MUST",
    who: "server",
    says: "Look among all kinds of tokens when the hint leads nowhere",
  },
  {
    id: "2.1-4",
    keyword: "SHOULD",
    who: "server",
    says: "Answer active=false where the state of a token cannot be told without more being said",
    reason: "Not done: the state of every token can be told from the token alone",
  },
  {
    id: "2.1-5",
    keyword: "MUST",
    who: "resource server",
    says: "Ask about a token by POST, with the token in the body",
    reason: OF_OTHER_APIS,
  },
  {
    id: "2.1-6",
    keyword: "MUST",
    who: "resource server",
    says: "Authenticate when it asks about a token",
    reason: OF_OTHER_APIS,
  },

  {
    id: "2.2-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Say in every answer, as a Boolean, whether the token is active",
  },
  {
    id: "2.2-2",
    keyword: "MUST",
    who: "server",
    says: "Answer active=false and nothing else for a token that is dead, unknown or none of the business of who asks",
  },
  { id: "2.2-3", keyword: "MUST", who: "server", says: "Answer with one flat JSON object" },
  {
    id: "2.2-4",
    keyword: "MUST",
    who: "extension author",
    says: "Register members of the answer that are meant for everybody",
    reason: FOR_EXTENSIONS,
  },
  {
    id: "2.2-5",
    keyword: "MUST",
    who: "resource server",
    says: "Refuse a token unless active is the Boolean true",
  },

  {
    id: "2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Answer 401 when the credentials of who asks, client or bearer token, are not good",
  },
  {
    id: "2.3-2",
    keyword: "MUST",
    who: "server",
    says: "Treat a proper question about a token that is not active as no error",
  },
  {
    id: "2.3-3",
    keyword: "MUST",
    who: "resource server",
    says: "Accept no token while introspection answers with an error",
  },

  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Check that the token is not expired, not revoked and, where it is signed, rightly signed",
  },
  {
    id: "4-2",
    keyword: "MUST",
    who: "server",
    says: "Check that the time of a token has begun, where tokens may be issued ahead of it",
    reason: "Not done: every token is valid from the moment it is issued",
  },
  {
    id: "4-3",
    keyword: "MUST",
    who: "server",
    says: "Check that the resource server that asks is one the token may be used at, where tokens are restricted so",
  },
  { id: "4-4", keyword: "MUST", who: "server", says: "Have resource servers authenticate before they may introspect" },
  {
    id: "4-5",
    keyword: "SHOULD",
    who: "server",
    says: "Let only those resource servers introspect that were expressly allowed to",
  },
  {
    id: "4-6",
    keyword: "MUST",
    who: "server",
    says: "Support TLS 1.2 or better for introspection",
    reason: TLS_IN_FRONT,
  },
  {
    id: "4-7",
    keyword: "MUST",
    who: "resource server",
    says: "Check the certificate of the server that it asks",
  },
  {
    id: "4-8",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Tell nothing about a dead token but that it is not active",
  },
  {
    id: "4-9",
    keyword: "MUST NOT",
    who: "resource server",
    says: "Keep no answer in a cache for longer than the token lives",
  },
  {
    id: "4-10",
    keyword: "MUST",
    who: "developer",
    says: "Weigh how fresh answers must be before any cache keeps them",
    reason: FOR_PEOPLE,
  },
  {
    id: "4-11",
    keyword: "MAY",
    who: "server",
    says: "Refuse questions by GET, so that no token comes to stand in a log",
  },
  {
    id: "5-1",
    keyword: "MUST",
    who: "server",
    says: "Let what an answer says about a person reach nobody but those it is meant for",
  },
]);
