import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** JSON Web Token: what binds who issues and accepts claims. */
export const RFC7519: RuleBook = ruleBook("RFC7519", "https://www.rfc-editor.org/rfc/rfc7519#section-", [
  { id: "4-1", keyword: "MUST", who: "server", says: "Refuse claims that are named twice, or take the last one" },
  { id: "4-2", keyword: "MUST", who: "server", says: "Ignore claims that it does not understand" },
  {
    id: "4-3",
    keyword: "MUST",
    who: "client",
    says: "Refuse a token whose claims are named twice, or take the last one",
    reason: OF_CLIENTS,
  },
  { id: "4-4", keyword: "MUST", who: "client", says: "Ignore claims that tell it nothing", reason: OF_CLIENTS },

  { id: "4.1.3-1", keyword: "MUST", who: "server", says: "Refuse a token whose audience it is not" },
  {
    id: "4.1.3-2",
    keyword: "MUST",
    who: "client",
    says: "Refuse a token that is meant for another audience",
  },

  { id: "4.1.4-1", keyword: "MUST NOT", who: "server", says: "Accept no token on or after its expiry" },
  { id: "4.1.4-2", keyword: "MUST", who: "server", says: "Take exp for a number" },
  {
    id: "4.1.4-3",
    keyword: "MUST NOT",
    who: "client",
    says: "Accept no token whose time is over",
    reason: OF_CLIENTS,
  },
  {
    id: "4.1.4-4",
    keyword: "MAY",
    who: "client",
    says: "Allow for clocks that differ, by no more than a few minutes",
    reason: OF_CLIENTS,
  },

  { id: "4.1.5-1", keyword: "MUST NOT", who: "server", says: "Accept no token before its time (nbf)" },
  { id: "4.1.5-2", keyword: "MUST", who: "server", says: "Take nbf for a number" },
  {
    id: "4.1.5-3",
    keyword: "MUST NOT",
    who: "client",
    says: "Accept no token whose time has not begun",
  },

  { id: "4.1.6-1", keyword: "MUST", who: "server", says: "Take iat for a number" },
  { id: "5.2-1", keyword: "MUST", who: "server", says: "Say that an encrypted content is a token itself (cty)" },
  { id: "7.2-1", keyword: "MUST", who: "server", says: "Refuse the whole where any step of the validation fails" },
  {
    id: "7.2-2",
    keyword: "SHOULD",
    who: "server",
    says: "Accept only algorithms that are fit for the purpose, even where the token is valid",
  },
  {
    id: "7.2-3",
    keyword: "MUST",
    who: "client",
    says: "Refuse a token wholly where any step of reading it fails",
  },

  { id: "8-1", keyword: "RECOMMENDED", who: "server", says: "Support RS256 and ES256" },
  { id: "11.2-1", keyword: "SHOULD", who: "server", says: "Sign first and encrypt then" },
]);
