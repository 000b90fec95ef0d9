import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JWT Secured Authorization Response Mode for OAuth 2.0 (JARM), with errata set 1. */
export const JARM: RuleBook = ruleBook("JARM", "https://openid.net/specs/oauth-v2-jarm.html#section-", [
  { id: "2.1-1", keyword: "MUST", who: "server", says: "Name itself as iss in a signed authorization response" },
  { id: "2.1-2", keyword: "MUST", who: "server", says: "Name the client that it is for as aud" },
  { id: "2.1-3", keyword: "MUST", who: "server", says: "Say by exp when it expires" },
  { id: "2.1-4", keyword: "RECOMMENDED", who: "server", says: "Have it expire after ten minutes at most" },
  {
    id: "2.1-5",
    keyword: "MUST",
    who: "server",
    says: "Put all parameters of the response into it, those of an error as well",
  },
  { id: "2.1-6", keyword: "MUST", who: "server", says: "Write texts as JSON strings and numbers as JSON numbers" },
  { id: "2.1-7", keyword: "MUST", who: "server", says: "Put parameters of extensions into it, such as session_state" },
  { id: "2.1-8", keyword: "SHOULD", who: "client", says: "Ignore elements of it that it does not know" },
  { id: "2.2-1", keyword: "MUST", who: "server", says: "Sign it, or sign it and then encrypt it" },
  { id: "2.3.1-1", keyword: "MUST", who: "server", says: "Send it as response in the query for query.jwt" },
  {
    id: "2.3.1-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Send tokens or ID tokens by query.jwt unless the response is encrypted",
  },
  { id: "2.3.2-1", keyword: "MUST", who: "server", says: "Send it as response in the fragment for fragment.jwt" },
  {
    id: "2.3.3-1",
    keyword: "MUST",
    who: "server",
    says: "Send it as response in a form that the browser posts for form_post.jwt",
  },
  {
    id: "2.3.4-1",
    keyword: "MUST",
    who: "server",
    says: "Take jwt for query.jwt with code and none, and for fragment.jwt with all other response types",
  },
  { id: "2.4-1", keyword: "MUST", who: "client", says: "Refuse a response whose iss is not the issuer that was asked" },
  { id: "2.4-2", keyword: "MUST", who: "client", says: "Refuse a response whose aud is not its own client id" },
  { id: "2.4-3", keyword: "MUST", who: "client", says: "Refuse a response that has expired, or does not say when" },
  { id: "2.4-4", keyword: "MUST", who: "client", says: "Refuse a response whose signature is not one of the issuer" },
  {
    id: "2.4-5",
    keyword: "SHOULD",
    who: "client",
    says: "Get the keys for it by the metadata of the issuer",
    reason:
      "For clients: every setup of the lab publishes keys by its metadata alone, so that a client that passes has done so",
  },
  {
    id: "2.4-6",
    keyword: "MUST NOT",
    who: "client",
    says: "Use any parameter of a response before all its checks have succeeded",
  },
  { id: "3-1", keyword: "MUST", who: "server", says: "Sign by the algorithm that the client registered" },
  { id: "3-2", keyword: "MUST", who: "server", says: "Sign by RS256 for a client that registered none" },
  { id: "3-3", keyword: "MUST NOT", who: "server", says: "Take none for the algorithm of the signature" },
  {
    id: "3-4",
    keyword: "MUST",
    who: "server",
    says: "Encrypt what is signed to the client that registered an algorithm for it, and to no other",
  },
  { id: "3-5", keyword: "MUST", who: "server", says: "Encrypt by A128CBC-HS256 where the client registered no enc" },
  { id: "3-6", keyword: "MUST", who: "server", says: "Refuse to register an enc without an alg" },
  { id: "4-1", keyword: "SHOULD", who: "server", says: "Publish the algorithms by which it signs and encrypts" },
  { id: "4-2", keyword: "SHOULD", who: "server", says: "Publish the response modes that it can answer by" },
  {
    id: "5.1-1",
    keyword: "MUST",
    who: "client",
    says: "Look whether the issuer is the one that was asked before its keys are looked for",
  },
]);
