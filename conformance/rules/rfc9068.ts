import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

const NOT_ISSUED = "Not done: access tokens are opaque; signed ones come with issue 5";
const NO_ENCRYPTION = "Not done: encrypted access tokens are not taken, as none is agreed on";

/** JWT Profile for Access Tokens. */
export const RFC9068: RuleBook = ruleBook("RFC9068", "https://www.rfc-editor.org/rfc/rfc9068#section-", [
  { id: "2.1-1", keyword: "MUST", who: "server", says: "Sign access tokens", reason: NOT_ISSUED },
  {
    id: "2.1-2",
    keyword: "MUST NOT",
    who: "resource server",
    says: "Take no access token whose algorithm is none",
  },
  {
    id: "2.1-3",
    keyword: "MUST",
    who: "resource server",
    says: "Be able to verify signatures by RS256",
  },
  { id: "2.1-4", keyword: "MUST", who: "server", says: "Name the type at+jwt in the header", reason: NOT_ISSUED },
  {
    id: "2.2-1",
    keyword: "REQUIRED",
    who: "resource server",
    says: "Find iss, exp, aud, sub, client_id, iat and jti in each token",
  },
  {
    id: "2.2.3-1",
    keyword: "SHOULD",
    who: "server",
    says: "Put the scope into the token where one was asked for",
    reason: NOT_ISSUED,
  },
  {
    id: "2.2.3-2",
    keyword: "MUST",
    who: "server",
    says: "Put only scopes into the token that have a meaning for its audience",
    reason: NOT_ISSUED,
  },
  {
    id: "3-1",
    keyword: "SHOULD",
    who: "server",
    says: "Make the resource that was asked for the audience",
    reason: NOT_ISSUED,
  },
  {
    id: "3-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Issue no token of which it is not clear what it grants where",
    reason: NOT_ISSUED,
  },
  {
    id: "3-3",
    keyword: "MUST",
    who: "server",
    says: "Name a standard audience where no resource was asked for",
    reason: NOT_ISSUED,
  },
  {
    id: "4-1",
    keyword: "RECOMMENDED",
    who: "server",
    says: "Sign access tokens by a key pair",
    reason: NOT_ISSUED,
  },
  {
    id: "4-2",
    keyword: "MUST",
    who: "resource server",
    says: "Refuse a token whose type is neither at+jwt nor application/at+jwt",
  },
  {
    id: "4-3",
    keyword: "SHOULD",
    who: "resource server",
    says: "Refuse a token that is not encrypted where encryption was agreed on",
    reason: NO_ENCRYPTION,
  },
  {
    id: "4-4",
    keyword: "MUST",
    who: "resource server",
    says: "Refuse a token whose iss is not letter by letter the issuer identifier",
  },
  {
    id: "4-5",
    keyword: "MUST",
    who: "resource server",
    says: "Refuse a token whose aud does not name this resource",
  },
  {
    id: "4-6",
    keyword: "MUST",
    who: "resource server",
    says: "Check the signature of every token by the algorithm that its header names",
  },
  { id: "4-7", keyword: "MUST", who: "resource server", says: "Use no other keys than those of the issuer" },
  { id: "4-8", keyword: "MUST", who: "resource server", says: "Refuse a token that has expired" },
  {
    id: "4-9",
    keyword: "MUST",
    who: "resource server",
    says: "Answer invalid_token for whatever is wrong with a token",
  },
  {
    id: "5-1",
    keyword: "MUST",
    who: "server",
    says: "Give each resource an audience that no other resource has",
    reason: NOT_ISSUED,
  },
  {
    id: "6-1",
    keyword: "MUST NOT",
    who: "client",
    says: "Look into no access token",
    reason: OF_CLIENTS,
  },
]);
