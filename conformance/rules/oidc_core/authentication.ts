import type { RuleEntry } from "../rule_book.ts";

/** What section 3.1.2 demands of authentication requests and their answers, and 5.5.1.1 and 15.1 of their parameters. */
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
    id: "3.1.2.1-6",
    keyword: "MUST NOT",
    who: "server",
    says: "Show no page where prompt is none, and answer an error where one would be needed",
  },
  {
    id: "3.1.2.1-7",
    keyword: "SHOULD",
    who: "server",
    says: "Have the person sign in again where prompt has login, or else answer login_required",
  },
  {
    id: "3.1.2.1-8",
    keyword: "SHOULD",
    who: "server",
    says: "Ask for consent where prompt has consent, or else answer consent_required",
  },
  {
    id: "3.1.2.1-9",
    keyword: "SHOULD",
    who: "server",
    says: "Let the person choose an account where prompt has select_account, or else answer account_selection_required",
  },
  {
    id: "3.1.2.1-10",
    keyword: "MUST",
    who: "server",
    says: "Say when the person signed in (auth_time) in the ID token of a request with max_age",
  },
  {
    id: "3.1.2.1-11",
    keyword: "MUST",
    who: "server",
    says: "Answer an error such as login_required where the person of an id_token_hint is not the one who signed in",
  },
  {
    id: "3.1.2.1-12",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Answer no error for languages (ui_locales) that it does not speak",
  },
  {
    id: "3.1.2.1-13",
    keyword: "SHOULD",
    who: "server",
    says: "Skip parameters that it does not know",
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
  },
  {
    id: "3.1.2.2-5",
    keyword: "MUST",
    who: "server",
    says: "Take an id_token_hint only if it issued that ID token itself",
  },
  {
    id: "3.1.2.3-1",
    keyword: "MUST",
    who: "server",
    says: "Sign in whoever is not signed in yet, and whoever is where prompt has login",
  },
  {
    id: "3.1.2.3-2",
    keyword: "MUST",
    who: "server",
    says: "Answer an error where prompt is none and nobody is signed in",
  },
  {
    id: "3.1.2.6-1",
    keyword: "MUST",
    who: "server",
    says: "Send errors to the redirect URI of the request, in its response mode and with its state",
  },
  {
    id: "5.5.1.1-1",
    keyword: "MUST",
    who: "server",
    says: "Answer with one of the values of acr that were asked for as essential, or take the sign-in for failed",
  },
  {
    id: "5.5.1.1-2",
    keyword: "SHOULD",
    who: "server",
    says: "Say which acr the sign-in reached where none of those that were wished for could be",
  },
  {
    id: "15.1-1",
    keyword: "MUST",
    who: "server",
    says: "Have display, ui_locales, claims_locales and acr_values lead to no error",
  },
];
