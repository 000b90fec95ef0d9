import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JSON Web Signature: what binds who writes and reads signed tokens in the compact form. */
export const RFC7515: RuleBook = ruleBook("RFC7515", "https://www.rfc-editor.org/rfc/rfc7515#section-", [
  {
    id: "2-1",
    keyword: "MUST",
    who: "server",
    says: "Write and read base64url without padding, blanks or line breaks",
  },
  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Refuse a header that names a member twice, or take the last one",
  },
  { id: "4-2", keyword: "MUST", who: "server", says: "Ignore header members that it does not understand" },
  {
    id: "4-3",
    keyword: "MUST",
    who: "client",
    says: "Ignore header members that tell it nothing",
  },

  { id: "4.1.1-1", keyword: "MUST", who: "server", says: "Name the algorithm (alg) in the header" },
  {
    id: "4.1.1-2",
    keyword: "MUST",
    who: "server",
    says: "Refuse a signature whose alg is not supported, or has no key of the sender",
  },
  { id: "4.1.4-1", keyword: "MUST", who: "server", says: "Write kid as a text, and take it for a name of the key" },
  {
    id: "4.1.4-2",
    keyword: "MUST",
    who: "client",
    says: "Verify by the key whose kid is that of the header",
    reason: OF_CLIENTS,
  },

  {
    id: "4.1.11-1",
    keyword: "MUST",
    who: "server",
    says: "Refuse a signature that demands (crit) an extension which it does not understand",
  },
  { id: "4.1.11-2", keyword: "MUST NOT", who: "server", says: "Accept no empty list of critical members" },
  {
    id: "4.1.11-3",
    keyword: "MUST",
    who: "client",
    says: "Refuse a token that demands (crit) an extension which the client does not understand",
  },

  { id: "5.2-1", keyword: "MUST", who: "server", says: "Refuse the whole where any step of the validation fails" },
  { id: "5.2-2", keyword: "MUST", who: "server", says: "Refuse a header that is not a JSON object in UTF-8" },
  {
    id: "5.2-3",
    keyword: "SHOULD",
    who: "server",
    says: "Accept only algorithms that are fit for the purpose, even where the signature is right",
  },
  {
    id: "5.2-4",
    keyword: "MUST",
    who: "client",
    says: "Refuse a token wholly where any step of its validation fails",
    reason: OF_CLIENTS,
  },
  {
    id: "5.2-5",
    keyword: "SHOULD",
    who: "client",
    says: "Refuse a right signature by an algorithm that is not fit for the purpose",
    reason: OF_CLIENTS,
  },

  { id: "7.1-1", keyword: "MUST", who: "server", says: "Write header, payload and signature with a dot between them" },
  { id: "10.1-1", keyword: "SHOULD", who: "server", says: "Draw keys from good randomness" },
]);
