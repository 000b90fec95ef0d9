import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JSON Web Encryption: what binds who writes and reads encrypted tokens in the compact form. */
export const RFC7516: RuleBook = ruleBook("RFC7516", "https://www.rfc-editor.org/rfc/rfc7516#section-", [
  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Refuse a header that names a member twice, or take the last one",
  },
  { id: "4.1.1-1", keyword: "MUST", who: "server", says: "Refuse an encryption whose alg is not supported" },
  { id: "4.1.2-1", keyword: "MUST", who: "server", says: "Refuse an encryption whose enc is not supported" },
  {
    id: "4.1.13-1",
    keyword: "MUST",
    who: "server",
    says: "Refuse an encryption that demands (crit) an extension which it does not understand",
  },
  { id: "5.2-1", keyword: "MUST", who: "server", says: "Refuse the whole where any step of the decryption fails" },
  {
    id: "5.2-2",
    keyword: "SHOULD",
    who: "server",
    says: "Accept only algorithms that are fit for the purpose, even where the content can be read",
  },
  { id: "9-1", keyword: "MUST", who: "server", says: "Tell an encryption of five parts from a signature of three" },
  {
    id: "11.5-1",
    keyword: "MUST NOT",
    who: "server",
    says: "Let nobody tell a wrong encrypted key from a wrong content",
  },
]);
