import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JSON Web Key: what binds who publishes and reads public keys. */
export const RFC7517: RuleBook = ruleBook("RFC7517", "https://www.rfc-editor.org/rfc/rfc7517#section-", [
  { id: "4-1", keyword: "MUST", who: "server", says: "Ignore members of a key that it does not understand" },
  {
    id: "4-2",
    keyword: "MUST",
    who: "client",
    says: "Ignore members of a published key that tell it nothing",
  },

  { id: "4.1-1", keyword: "MUST", who: "server", says: "Name the type (kty) of each key" },
  {
    id: "4.2-1",
    keyword: "SHOULD",
    who: "server",
    says: "Say what a key is for where keys for both uses are published",
  },
  {
    id: "4.2-2",
    keyword: "SHOULD",
    who: "client",
    says: "Verify no signature by a key that is published for encryption",
  },

  { id: "4.3-1", keyword: "MUST NOT", who: "server", says: "Accept no operation of a key (key_ops) twice" },
  { id: "4.3-2", keyword: "SHOULD NOT", who: "server", says: "Give a key no use beside its operations" },
  { id: "4.5-1", keyword: "SHOULD", who: "server", says: "Name keys of one set differently (kid)" },
  {
    id: "4.5-2",
    keyword: "MUST",
    who: "client",
    says: "Tell keys apart by their kid, also while they are being replaced",
  },

  { id: "5-1", keyword: "MUST", who: "server", says: "Publish a list of keys under the name keys" },
  {
    id: "5-2",
    keyword: "SHOULD",
    who: "server",
    says: "Leave out keys of an unknown type, without their members, or out of the supported sizes",
  },
  { id: "5-3", keyword: "MUST", who: "server", says: "Ignore members of a set that it does not understand" },
  {
    id: "5-4",
    keyword: "SHOULD",
    who: "client",
    says: "Skip published keys that it cannot use, and use the others",
  },
  {
    id: "5-5",
    keyword: "MUST",
    who: "client",
    says: "Ignore members of a published set that tell it nothing",
  },

  { id: "9.2-1", keyword: "MUST", who: "server", says: "Keep private and symmetric keys from everybody else" },
]);
