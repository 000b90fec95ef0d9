import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** OpenID Connect Dynamic Client Registration. */
export const OIDC_REGISTRATION: RuleBook = ruleBook(
  "OIDCREG",
  "https://openid.net/specs/openid-connect-registration-1_0.html#rfc.section.",
  [
    {
      id: "2-1",
      keyword: "REQUIRED",
      who: "server",
      says: "Demand redirect_uris of a client that registers",
    },
    {
      id: "2-2",
      keyword: "MUST NOT",
      who: "server",
      says: "Sign no ID token by none for a client that gets some of them from the authorization endpoint",
    },
    {
      id: "2-3",
      keyword: "MUST",
      who: "server",
      says: "Accept the encryption of a content (enc) only beside the algorithm of its key (alg)",
    },
    {
      id: "2-4",
      keyword: "MUST",
      who: "server",
      says: "Accept of web clients only redirect URIs of scheme https, on other hosts than localhost",
    },
    {
      id: "2-5",
      keyword: "MUST",
      who: "server",
      says: "Accept of native clients only redirect URIs of schemes of their own, or of http on the loopback address",
    },
    {
      id: "2-6",
      keyword: "MUST",
      who: "server",
      says: "Sign ID tokens by RS256 where id_token_signed_response_alg is not sent",
    },
    {
      id: "2-7",
      keyword: "SHOULD",
      who: "server",
      says: "Show people who are asked the picture of a client, and where its page, its policy and its terms are",
    },
    {
      id: "2-8",
      keyword: "MUST",
      who: "client",
      says: "Register redirect URIs of scheme https alone, and not on localhost, as a web client of the implicit flow",
    },
    {
      id: "2-9",
      keyword: "MUST",
      who: "client",
      says: "Register redirect URIs of schemes of its own, or of http on the loopback address, as a native client",
    },
    { id: "3.1-1", keyword: "MUST", who: "client", says: "Register by a POST of a JSON object", reason: OF_CLIENTS },

    {
      id: "3.2-1",
      keyword: "MUST",
      who: "server",
      says: "Answer either both or none of registration_client_uri and registration_access_token",
    },
    {
      id: "3.2-2",
      keyword: "SHOULD",
      who: "client",
      says: "Work with what the answer says was registered, which need not be what it sent",
    },
    {
      id: "4-1",
      keyword: "MUST",
      who: "client",
      says: "Use registration_client_uri as it was given, and never make up that address from parts",
      reason: OF_CLIENTS,
    },

    {
      id: "4.3-1",
      keyword: "MUST",
      who: "server",
      says: "Answer a read with status 200 and JSON",
    },
    {
      id: "4.4-1",
      keyword: "MUST",
      who: "server",
      says: "Answer 401 to a read where the client does not exist or the token is not its own",
    },
    {
      id: "5-1",
      keyword: "MUST",
      who: "server",
      says: "Take as sector_identifier_uri only an address from which a JSON list can be read",
    },
    {
      id: "5-2",
      keyword: "MUST",
      who: "server",
      says: "Refuse a client one of whose redirect URIs is not in the list at its sector_identifier_uri",
    },
  ],
);
