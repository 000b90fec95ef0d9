import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** The OAuth 2.1 Authorization Framework, a draft: where it asks more of clients than RFC 9700 does. */
export const OAUTH21: RuleBook = ruleBook(
  "OAUTH21",
  "https://www.ietf.org/archive/id/draft-ietf-oauth-v2-1-16.html#section-",
  [
    {
      id: "1.5-1",
      keyword: "MUST",
      who: "client",
      says: "Use https for every address of the protocol, apart from redirect URIs on the loopback interface",
    },
    {
      id: "1.5-2",
      keyword: "MUST",
      who: "client",
      says: "Check the certificate at every address of the protocol",
      reason: OF_CLIENTS,
    },
    {
      id: "1.7.1-1",
      keyword: "MUST NOT",
      who: "client",
      says: "Assume no length of any value it receives",
      reason: OF_CLIENTS,
    },
    {
      id: "2.3.4-1",
      keyword: "MUST",
      who: "client",
      says: "Take responses only of the issuer that was asked, and from the browser that was sent there",
      reason: OF_CLIENTS,
    },
    {
      id: "3.2.3-1",
      keyword: "MUST NOT",
      who: "client",
      says: "Rely on no access token to live for as long as expires_in says",
      reason: OF_CLIENTS,
    },
    {
      id: "4.1.1-1",
      keyword: "MUST",
      who: "client",
      says: "Send a code_challenge in every authorization request, unless it is confidential and uses a nonce",
    },
    {
      id: "4.1.1-2",
      keyword: "MUST",
      who: "client",
      says: "Use no challenge method that shows the verifier, as plain does",
    },
    {
      id: "4.1.3-1",
      keyword: "MUST NOT",
      who: "client",
      says: "Send no code_verifier where no challenge was sent",
    },
    {
      id: "4.2-1",
      keyword: "MUST",
      who: "client",
      says: "Use the client credentials grant as a confidential client alone",
      reason: OF_CLIENTS,
    },
    { id: "5.1-1", keyword: "MUST NOT", who: "client", says: "Send no access token in the query", reason: OF_CLIENTS },
    {
      id: "5.1.2-1",
      keyword: "MUST NOT",
      who: "client",
      says: "Send no access token in the body of a request that is not one form in ASCII, nor by GET",
      reason: OF_CLIENTS,
    },
    {
      id: "7.5.1.1-1",
      keyword: "MUST",
      who: "client",
      says: "Choose challenge and nonce anew after a transaction that ended with an error",
      reason: OF_CLIENTS,
    },
    {
      id: "7.15-1",
      keyword: "MUST",
      who: "client",
      says: "Send the token request to the very issuer that the authorization request went to",
      reason: OF_CLIENTS,
    },
  ],
);
