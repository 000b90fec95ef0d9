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
  {
    id: "3.1.2.1-4",
    keyword: "MUST",
    who: "server",
    says: "Answer an error where prompt has none beside another word",
  },
  {
    id: "3.1.2.1-5",
    keyword: "MUST",
    who: "server",
    says: "Take max_age for the seconds since a person signed in that a client puts up with",
  },
  {
    id: "3.1.2.2-1",
    keyword: "MUST",
    who: "server",
    says: "Judge the parameters of OAuth by the specification of OAuth",
  },
  {
    id: "3.1.2.2-2",
    keyword: "MUST",
    who: "server",
    says: "Look for the scope openid, and judge a request without it as one of OAuth alone",
  },
  {
    id: "3.1.2.2-3",
    keyword: "MUST",
    who: "server",
    says: "See that every required parameter is there and is used as it should be",
  },
  {
    id: "3.1.2.2-4",
    keyword: "MUST NOT",
    who: "server",
    says: "Answer with a token of another person than the one whose sub was asked for",
    reason: "Not done: nothing reads the person that a request asks for yet",
  },
  {
    id: "3.1.2.2-5",
    keyword: "MUST",
    who: "server",
    says: "Take an id_token_hint only if it issued that ID token itself",
    reason: "Not done: id_token_hint is not read yet",
  },
];
