import { FOR_PEOPLE, OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JWT Profile for OAuth 2.0 Client Authentication and Authorization Grants. */
export const RFC7523: RuleBook = ruleBook("RFC7523", "https://www.rfc-editor.org/rfc/rfc7523#section-", [
  {
    id: "2.1-1",
    keyword: "MUST",
    who: "server",
    says: "Take JWTs as grants under the grant type urn:ietf:params:oauth:grant-type:jwt-bearer",
  },
  {
    id: "2.1-2",
    keyword: "MUST",
    who: "server",
    says: "Take one single JWT as the assertion of that grant",
  },
  {
    id: "2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Take JWTs for client authentication under the type urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  },
  {
    id: "2.2-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Accept no more than one JWT as the client_assertion",
  },
  {
    id: "3-1",
    keyword: "MUST",
    who: "server",
    says: "Demand iss, the name of who made the JWT, compared letter by letter",
  },
  { id: "3-2", keyword: "MUST", who: "server", says: "Demand sub of a JWT, whom it stands for" },
  {
    id: "3-3",
    keyword: "MUST",
    who: "server",
    says: "Demand of a JWT for client authentication that its sub is the client_id",
  },
  {
    id: "3-4",
    keyword: "MUST",
    who: "server",
    says: "Demand aud, and refuse a JWT that does not name this server as its audience",
  },
  { id: "3-5", keyword: "MUST", who: "server", says: "Demand exp of a JWT, and refuse it from then on" },
  {
    id: "3-6",
    keyword: "MAY",
    who: "server",
    says: "Refuse a JWT whose exp is unreasonably far in the future",
  },
  { id: "3-7", keyword: "MUST NOT", who: "server", says: "Accept no JWT before its nbf" },
  { id: "3-8", keyword: "MAY", who: "server", says: "Refuse a JWT whose iat is not reasonable" },
  {
    id: "3-9",
    keyword: "MAY",
    who: "server",
    says: "Refuse a JWT whose jti was seen before, for as long as the JWT could be used",
  },
  { id: "3-10", keyword: "MUST", who: "server", says: "Refuse a JWT without a signature or MAC of its issuer" },
  { id: "3-11", keyword: "MUST", who: "server", says: "Refuse a JWT that is not valid in any other way of RFC 7519" },
  {
    id: "3-12",
    keyword: "MUST",
    who: "client",
    says: "Limit by exp the time in which a JWT can be used",
  },
  {
    id: "3.1-1",
    keyword: "MUST",
    who: "server",
    says: "Judge client credentials that come beside a JWT as a grant",
  },
  {
    id: "3.1-2",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_grant to a JWT that is no valid grant",
  },
  {
    id: "3.2-1",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_client to a JWT that does not authenticate the client",
  },
  {
    id: "5-1",
    keyword: "MUST",
    who: "developer",
    says: "Agree on issuer names, audiences, keys and lifetimes before JWTs are exchanged",
    reason: FOR_PEOPLE,
  },
  { id: "5-2", keyword: "MUST", who: "server", says: "Implement RS256" },
  {
    id: "7-1",
    keyword: "SHOULD",
    who: "client",
    says: "Encrypt a JWT that tells more of a person than everybody on the way may know",
    reason: OF_CLIENTS,
  },
]);
