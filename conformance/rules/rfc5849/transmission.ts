import { OF_CLIENTS } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What sections 3.5 and 3.6 demand: where protocol parameters stand, and how they are encoded. */
export const TRANSMISSION: readonly RuleEntry[] = [
  {
    id: "3.5-1",
    keyword: "SHALL",
    who: "server",
    says: "Refuse a request that has parameters beginning with oauth_ in more than one place",
  },
  {
    id: "3.5-2",
    keyword: "SHALL",
    who: "client",
    says: "Put protocol parameters into one place of a request alone",
  },

  { id: "3.5.1-1", keyword: "SHALL", who: "server", says: "Read the scheme OAuth in any case" },
  {
    id: "3.5.1-2",
    keyword: "SHALL",
    who: "server",
    says: "Decode names and values of the header by the encoding of section 3.6",
  },
  {
    id: "3.5.1-3",
    keyword: "SHALL",
    who: "server",
    says: "Take from the header names with = and a value within double quotes, which may be empty",
  },
  {
    id: "3.5.1-4",
    keyword: "SHALL",
    who: "server",
    says: "Take parameters of the header that are parted by commas, with or without white space",
  },
  { id: "3.5.1-5", keyword: "MAY", who: "client", says: "Name a realm in the header" },
  {
    id: "3.5.1-6",
    keyword: "MAY",
    who: "server",
    says: "Say by WWW-Authenticate with OAuth and a realm that it takes the scheme",
  },
  { id: "3.5.1-7", keyword: "MAY", who: "server", says: "Send further challenges beside that of OAuth" },
  {
    id: "3.5.2-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Take protocol parameters from a body alone that is one part, form-encoded, and said to be so by its type",
  },
  {
    id: "3.5.2-2",
    keyword: "SHOULD",
    who: "client",
    says: "Append protocol parameters to the others of a body",
    reason: OF_CLIENTS,
  },
  { id: "3.5.3-1", keyword: "MUST", who: "server", says: "Take protocol parameters from the query of the request" },
  {
    id: "3.5.3-2",
    keyword: "SHOULD",
    who: "client",
    says: "Append protocol parameters to the others of a query",
    reason: OF_CLIENTS,
  },
  { id: "3.6-1", keyword: "MUST", who: "server", says: "Encode text as UTF-8 before it is escaped" },
  {
    id: "3.6-2",
    keyword: "MUST NOT",
    who: "server",
    says: "Escape letters, digits, hyphen, period, underscore and tilde",
  },
  { id: "3.6-3", keyword: "MUST", who: "server", says: "Escape every other character, the space as %20" },
  { id: "3.6-4", keyword: "MUST", who: "server", says: "Write hexadecimal digits in upper case" },
  {
    id: "3.6-5",
    keyword: "MUST",
    who: "client",
    says: "Encode for signing as section 3.6 says, which is not how forms are encoded",
  },
];
