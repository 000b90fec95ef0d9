import { OF_CLIENTS, TLS_IN_FRONT } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 5.3 demands of the UserInfo endpoint. */
export const USERINFO: readonly RuleEntry[] = [
  { id: "5.3-1", keyword: "MUST", who: "server", says: "Use TLS at the UserInfo endpoint", reason: TLS_IN_FRONT },
  { id: "5.3-2", keyword: "MUST", who: "server", says: "Answer GET and POST at the UserInfo endpoint" },
  { id: "5.3-3", keyword: "MUST", who: "server", says: "Take access tokens there as RFC 6750 has bearer tokens" },
  { id: "5.3-4", keyword: "SHOULD", who: "server", says: "Let pages of clients ask there (CORS)" },
  {
    id: "5.3.1-1",
    keyword: "MUST",
    who: "client",
    says: "Send the access token to the UserInfo endpoint as a bearer token",
    reason: OF_CLIENTS,
  },
  {
    id: "5.3.1-2",
    keyword: "RECOMMENDED",
    who: "client",
    says: "Ask the UserInfo endpoint by GET with the token in the Authorization header",
    reason: OF_CLIENTS,
  },

  { id: "5.3.2-1", keyword: "MUST", who: "server", says: "Answer sub always" },
  {
    id: "5.3.2-2",
    keyword: "SHOULD",
    who: "server",
    says: "Leave out a claim that has no value, instead of null or ''",
  },
  {
    id: "5.3.2-3",
    keyword: "MUST",
    who: "server",
    says: "Answer a JSON object unless the client registered for a signed or encrypted answer",
  },
  {
    id: "5.3.2-4",
    keyword: "MUST",
    who: "server",
    says: "Send a signed or encrypted answer as application/jwt, signed first where it is both",
  },
  { id: "5.3.2-5", keyword: "SHOULD", who: "server", says: "Put iss and aud into a signed answer" },
  {
    id: "5.3.2-6",
    keyword: "MUST",
    who: "client",
    says: "Use the answer only if its sub is that of the ID token",
  },
  {
    id: "5.3.2-7",
    keyword: "MUST",
    who: "client",
    says: "Take an answer for right that lacks claims which were asked for, or has others",
  },
  { id: "5.3.3-1", keyword: "MUST", who: "server", says: "Refuse as RFC 6750 says where the token will not do" },
  {
    id: "5.3.4-1",
    keyword: "MUST",
    who: "client",
    says: "Check by the certificate that the provider which answered is the one it meant",
    reason: OF_CLIENTS,
  },
  {
    id: "5.3.4-2",
    keyword: "MUST",
    who: "client",
    says: "Decrypt an answer of the UserInfo endpoint by the keys that it registered",
    reason: OF_CLIENTS,
  },
  {
    id: "5.3.4-3",
    keyword: "SHOULD",
    who: "client",
    says: "Verify the signature of a signed answer of the UserInfo endpoint",
  },
];
