import { FOR_PEOPLE, OF_CLIENTS, TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Token Revocation. */
export const RFC7009: RuleBook = ruleBook("RFC7009", "https://www.rfc-editor.org/rfc/rfc7009#section-", [
  {
    id: "2-1",
    keyword: "MUST",
    who: "server",
    says: "Publish a revocation endpoint whose address obeys the rules for the authorization endpoint",
  },
  {
    id: "2-2",
    keyword: "MUST",
    who: "client",
    says: "See that the address of the revocation endpoint is https",
    reason: OF_CLIENTS,
  },
  {
    id: "2-3",
    keyword: "MUST",
    who: "server",
    says: "Offer the revocation endpoint over TLS at an https address",
    reason: TLS_IN_FRONT,
  },
  {
    id: "2-4",
    keyword: "SHOULD",
    who: "server",
    says: "Revoke also what comes over plain HTTP, where that is open",
    reason: TLS_IN_FRONT,
  },
  {
    id: "2-5",
    keyword: "MUST NOT",
    who: "server",
    says: "Never publish a plain HTTP address as the revocation endpoint",
    reason: TLS_IN_FRONT,
  },
  { id: "2.1-1", keyword: "REQUIRED", who: "server", says: "Demand the token that is to be revoked" },
  { id: "2.1-2", keyword: "MUST", who: "server", says: "Check the credentials of the client before anything else" },
  {
    id: "2.1-3",
    keyword: "MUST",
    who: "server",
    says: "Refuse to revoke a token that was issued to another client",
  },
  // The text has the next two sentences at the beginning of section 2.
  { id: "2.1-4", keyword: "MUST", who: "server", says: "Revoke refresh tokens" },
  { id: "2.1-5", keyword: "SHOULD", who: "server", says: "Revoke access tokens" },
  {
    id: "2.1-6",
    keyword: "SHOULD",
    who: "server",
    says: "Revoke the access tokens of the same grant along with a refresh token",
  },
  {
    id: "2.1-7",
    keyword: "MUST",
    who: "server",
    says: "Look among all kinds of tokens when the hint leads nowhere",
  },
  { id: "2.1-8", keyword: "MAY", who: "server", says: "Revoke the refresh token along with an access token" },
  { id: "2.1-9", keyword: "MUST", who: "server", says: "Let a revoked token be dead at once" },
  {
    id: "2.1-10",
    keyword: "MUST",
    who: "client",
    says: "Send the token that is to be revoked in the body of a POST, form-encoded",
  },
  {
    id: "2.1-11",
    keyword: "MUST",
    who: "client",
    says: "Authenticate at the revocation endpoint, if it has credentials",
    reason: OF_CLIENTS,
  },

  {
    id: "2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Answer 200 also when the token was not valid in the first place",
  },
  { id: "2.2-2", keyword: "MUST", who: "server", says: "Ignore a hint that it does not know" },
  {
    id: "2.2-3",
    keyword: "MUST",
    who: "client",
    says: "Go by the status of the answer to a revocation and ignore its body",
  },

  {
    id: "2.2.1-1",
    keyword: "MUST",
    who: "server",
    says: "Report errors as the token endpoint does, and a kind of token that it cannot revoke as unsupported_token_type",
  },
  {
    id: "2.2.1-2",
    keyword: "MUST",
    who: "client",
    says: "Take the token to be alive still when the answer is 503",
  },
  {
    id: "5-1",
    keyword: "MUST",
    who: "developer",
    says: "Reckon with access tokens that outlive their refresh token where only the latter can be revoked",
    reason: FOR_PEOPLE,
  },
  {
    id: "5-2",
    keyword: "MUST",
    who: "server",
    says: "Guard the revocation endpoint against floods as well as the token endpoint",
  },
  {
    id: "5-3",
    keyword: "MUST",
    who: "client",
    says: "Make sure that it talks to the right revocation endpoint, by its certificate",
    reason: OF_CLIENTS,
  },
  {
    id: "5-4",
    keyword: "MUST",
    who: "server",
    says: "See that hints which lead nowhere make it work no harder",
  },
]);
