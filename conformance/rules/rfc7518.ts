import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JSON Web Algorithms: what binds who signs, verifies, encrypts and decrypts. */
export const RFC7518: RuleBook = ruleBook("RFC7518", "https://www.rfc-editor.org/rfc/rfc7518#section-", [
  { id: "3.2-1", keyword: "MUST", who: "server", says: "Use an HMAC key that is at least as long as the hash" },
  {
    id: "3.2-2",
    keyword: "MUST",
    who: "server",
    says: "Compare HMACs in a time that tells nothing",
    reason: "Choice: the comparison is the one that Node gives for it, and no test can show that a time tells nothing",
  },
  { id: "3.3-1", keyword: "MUST", who: "server", says: "Use RSA keys of at least 2048 bits for RSASSA-PKCS1-v1_5" },
  { id: "3.4-1", keyword: "MUST", who: "server", says: "Write an ECDSA signature as two numbers of full length" },
  { id: "3.4-2", keyword: "MUST", who: "server", says: "Refuse an ECDSA signature of another length" },
  { id: "3.5-1", keyword: "MUST", who: "server", says: "Use RSA keys of at least 2048 bits for RSASSA-PSS" },
  { id: "3.5-2", keyword: "MUST", who: "server", says: "Use a salt as long as the hash for RSASSA-PSS" },
  { id: "3.6-1", keyword: "MUST NOT", who: "server", says: "Accept nothing unsigned (none) unless told to" },
  { id: "4.3-1", keyword: "MUST", who: "server", says: "Use RSA keys of at least 2048 bits for RSA-OAEP" },
  { id: "4.6.1.1-1", keyword: "MUST", who: "server", says: "Send a fresh public key (epk) with each agreement" },
  { id: "6.2.1-1", keyword: "MUST", who: "server", says: "Publish curve and coordinates of an elliptic key" },
  { id: "6.2.2-1", keyword: "MUST", who: "server", says: "Publish nothing private of an elliptic key" },
  { id: "6.3.1-1", keyword: "MUST", who: "server", says: "Publish modulus and exponent of an RSA key" },
]);
