import type { RuleEntry } from "../rule_book.ts";

/** What section 3.1.2 demands: authentication requests and their answers. */
export const AUTHENTICATION: readonly RuleEntry[] = [
  {
    id: "3.1.2.1-1",
    keyword: "MUST",
    who: "server",
    says: "Take only a request whose scope has openid for one of OpenID Connect",
  },
  {
    id: "3.1.2.1-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand response_type and client_id in an authentication request",
  },
  {
    id: "3.1.2.1-3",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand a redirect_uri in an authentication request, one that was registered, character by character",
  },
];
