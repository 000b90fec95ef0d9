import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JSON Web Token Best Current Practices. */
export const RFC8725: RuleBook = ruleBook("RFC8725", "https://www.rfc-editor.org/rfc/rfc8725#section-", [
  {
    id: "3.1-1",
    keyword: "MUST",
    who: "server",
    says: "Let the caller say which algorithms are accepted, and no other",
  },
  { id: "3.1-2", keyword: "MUST", who: "server", says: "Compute with the algorithm that the header names" },
  { id: "3.1-3", keyword: "MUST", who: "server", says: "Use each key with one algorithm alone, and check that" },
  {
    id: "3.1-4",
    keyword: "MUST",
    who: "client",
    says: "Verify by algorithms that it chose itself, whatever the header of a token asks for",
  },
  {
    id: "3.1-5",
    keyword: "MUST",
    who: "client",
    says: "Take no public key of the issuer for the secret of an HMAC",
  },

  { id: "3.2-1", keyword: "MUST", who: "server", says: "Allow only algorithms that are secure today" },
  { id: "3.2-2", keyword: "MUST NOT", who: "server", says: "Make and take nothing unsigned (none) unless told to" },
  { id: "3.2-3", keyword: "SHOULD", who: "server", says: "Avoid RSA encryption of PKCS#1 1.5" },
  {
    id: "3.2-4",
    keyword: "MUST NOT",
    who: "client",
    says: "Take no token without a signature (none) unless it was told to",
  },

  { id: "3.3-1", keyword: "MUST", who: "server", says: "Refuse a token where any cryptographic operation fails" },
  {
    id: "3.3-2",
    keyword: "MUST",
    who: "client",
    says: "Verify every signature of a token, and use nothing of one that fails",
  },

  { id: "3.4-1", keyword: "MUST", who: "server", says: "Check that points of others lie on the curve" },
  { id: "3.5-1", keyword: "MUST", who: "server", says: "Use keys that nobody can guess" },
  { id: "3.5-2", keyword: "MUST NOT", who: "server", says: "Take no password for the key of an HMAC" },
  { id: "3.6-1", keyword: "SHOULD NOT", who: "server", says: "Compress nothing before it is encrypted" },
  { id: "3.7-1", keyword: "MUST", who: "server", says: "Write and read headers and claims as UTF-8" },
  { id: "3.8-1", keyword: "MUST", who: "server", says: "Check that the key belongs to the issuer that is named" },
  {
    id: "3.8-2",
    keyword: "MUST",
    who: "client",
    says: "Verify by keys of the issuer that the token names, and of no other",
  },

  { id: "3.9-1", keyword: "MUST", who: "server", says: "Refuse a token whose audience is another" },
  {
    id: "3.9-2",
    keyword: "MUST",
    who: "client",
    says: "Refuse a token that was made for somebody else",
    reason: OF_CLIENTS,
  },

  { id: "3.10-1", keyword: "SHOULD", who: "server", says: "Believe kid, jku and x5u of no stranger" },
  {
    id: "3.10-2",
    keyword: "SHOULD",
    who: "client",
    says: "Use no key that a token brings along or points to (jwk, jku, x5u)",
    reason: OF_CLIENTS,
  },
  {
    id: "3.10-3",
    keyword: "SHOULD",
    who: "client",
    says: "Clean a kid before anything is looked up by it",
    reason: OF_CLIENTS,
  },

  {
    id: "3.11-1",
    keyword: "RECOMMENDED",
    who: "server",
    says: "Name the type (typ) of new kinds of tokens, and check it",
  },
  {
    id: "3.11-2",
    keyword: "RECOMMENDED",
    who: "client",
    says: "Check the type (typ) of a token that must not be taken for another kind",
  },

  { id: "3.12-1", keyword: "MUST", who: "server", says: "Keep one kind of token from being taken for another" },
  {
    id: "3.12-2",
    keyword: "MUST",
    who: "client",
    says: "Judge each kind of token by rules that no other kind meets",
    reason: OF_CLIENTS,
  },
]);
