import type { RuleEntry } from "../rule_book.ts";

/** What section 4 demands of a login that a third party begins. */
export const THIRD_PARTY_LOGIN: readonly RuleEntry[] = [
  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Send a person to the registered initiate_login_uri of the client, with parameters in its query",
  },
  {
    id: "4-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Send the issuer identifier as iss",
  },
  {
    id: "4-3",
    keyword: "MUST",
    who: "client",
    says: "Send a login_hint that came along in the authentication request",
  },
  {
    id: "4-4",
    keyword: "MUST",
    who: "client",
    says: "Verify target_link_uri, so that it leads to no other site",
  },
  {
    id: "4-5",
    keyword: "MUST",
    who: "client",
    says: "Ignore parameters that it does not understand",
  },
  {
    id: "4-6",
    keyword: "SHOULD",
    who: "client",
    says: "Keep people from being logged in by sites that they do not know, in frames for example",
  },
];
