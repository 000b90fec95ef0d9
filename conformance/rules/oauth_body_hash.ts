import { FOR_EXTENSIONS, OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/**
 * OAuth Request Body Hash: a draft of 2009 that many OAuth 1.0 clients follow.
 *
 * What it demands beyond 4.1.1 is listed as those know it who implement it: under 4.1.2 what is signed, under 4.2 what is
 * verified.
 */
export const OAUTH_BODY_HASH: RuleBook = ruleBook(
  "OAUTHBODYHASH",
  "https://www.ietf.org/archive/id/draft-eaton-oauth-bodyhash-00.html#section-",
  [
    {
      id: "3.1-1",
      keyword: "MUST",
      who: "server",
      says: "Hash by SHA-1 where the method is HMAC-SHA1 or RSA-SHA1",
    },
    {
      id: "3.1-2",
      keyword: "NOT RECOMMENDED",
      who: "client",
      says: "Send a hash where the method is PLAINTEXT, which protects nothing",
      reason: OF_CLIENTS,
    },
    {
      id: "3.1-3",
      keyword: "MUST",
      who: "extension author",
      says: "Say by which algorithm to hash where another signature method is specified",
      reason: FOR_EXTENSIONS,
    },
    { id: "3.2-1", keyword: "SHALL", who: "server", says: "Hash the body as it was sent, and an absent one as empty" },
    { id: "3.2-2", keyword: "SHALL", who: "server", says: "Read the hash as base64" },
    {
      id: "4.1.1-1",
      keyword: "MUST NOT",
      who: "client",
      says: "Send oauth_body_hash with a body that is form-encoded",
      reason: OF_CLIENTS,
    },
    {
      id: "4.1.1-2",
      keyword: "SHOULD",
      who: "client",
      says: "Send oauth_body_hash with every other request",
      reason: OF_CLIENTS,
    },
    { id: "4.1.2-1", keyword: "MUST", who: "server", says: "Sign oauth_body_hash as every other parameter is signed" },
    { id: "4.2-1", keyword: "MUST", who: "server", says: "Refuse a body whose hash is not oauth_body_hash" },
    { id: "4.2-2", keyword: "MUST", who: "server", says: "Refuse oauth_body_hash beside a body that is form-encoded" },
    { id: "4.2-3", keyword: "MAY", who: "server", says: "Take a request without oauth_body_hash as before" },
  ],
);
