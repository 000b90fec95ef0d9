import { FOR_THE_LAB } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What sections 2 and 3 demand of ID tokens and of the flows that bring them. */
export const ID_TOKEN: readonly RuleEntry[] = [
  {
    id: "3.2.2.1-1",
    keyword: "MUST NOT",
    who: "client",
    says: "Have no redirect URI of scheme http in the implicit flow, unless it is a native application on localhost",
    reason: FOR_THE_LAB,
  },
  {
    id: "3.2.2.1-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand a nonce of a request whose answer from the authorization endpoint holds an ID token",
  },
];
