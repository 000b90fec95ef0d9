import { OF_CLIENTS, TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** RP-Initiated Logout. */
export const RP_LOGOUT: RuleBook = ruleBook(
  "RPLOGOUT",
  "https://openid.net/specs/openid-connect-rpinitiated-1_0.html#rfc.section.",
  [
    { id: "2-1", keyword: "MUST", who: "server", says: "Offer GET and POST at the logout endpoint" },
    {
      id: "2-2",
      keyword: "MUST",
      who: "server",
      says: "Verify that a client_id belongs to the client that the ID token of id_token_hint was issued to",
    },
    {
      id: "2-3",
      keyword: "MUST",
      who: "server",
      says: "Verify that it issued the ID token of id_token_hint itself",
    },
    {
      id: "2-4",
      keyword: "SHOULD",
      who: "server",
      says: "Accept an ID token that has expired when its session is there or was lately",
    },
    {
      id: "2-5",
      keyword: "SHOULD",
      who: "server",
      says: "Treat a request as suspect whose ID token names no session that is there or was lately",
    },
    { id: "2-6", keyword: "SHOULD", who: "server", says: "Ask the person whether to log out here as well" },
    {
      id: "2-7",
      keyword: "MUST",
      who: "server",
      says: "Ask the person when there is no ID token, or when it does not belong to the session of this browser",
    },
    { id: "2-8", keyword: "MUST", who: "server", says: "Log the person out when they say yes" },
    {
      id: "2-9",
      keyword: "MUST",
      who: "server",
      says: "Tell the other clients of the session, by the means that they registered, that it has ended",
    },
    {
      id: "2-10",
      keyword: "MUST",
      who: "server",
      says: "Pass back the state of the request, where the browser is sent on",
    },
    {
      id: "2-11",
      keyword: "MUST",
      who: "client",
      says: "Send id_token_hint decrypted, or encrypted to the server",
      reason: OF_CLIENTS,
    },
    {
      id: "2-12",
      keyword: "RECOMMENDED",
      who: "client",
      says: "Send the ID token it got as id_token_hint when it logs a person out",
    },
    {
      id: "2-13",
      keyword: "SHOULD",
      who: "client",
      says: "Bind its state of a logout to the browser, and check it where the browser comes back",
    },

    { id: "2.1-1", keyword: "REQUIRED", who: "server", says: "Name end_session_endpoint in the metadata" },
    { id: "2.1-2", keyword: "MUST", who: "server", says: "Speak https at the logout endpoint", reason: TLS_IN_FRONT },
    {
      id: "3-1",
      keyword: "MUST NOT",
      who: "server",
      says: "Send the browser to no post_logout_redirect_uri that was not registered, character by character",
    },
    {
      id: "3-2",
      keyword: "MUST NOT",
      who: "server",
      says: "Send the browser on for nobody who is not known by id_token_hint or otherwise",
    },
    {
      id: "3-3",
      keyword: "MUST",
      who: "client",
      says: "Name only a post_logout_redirect_uri that it registered",
    },

    {
      id: "3.1-1",
      keyword: "SHOULD",
      who: "server",
      says: "Accept http in post_logout_redirect_uris of confidential clients alone",
    },
    {
      id: "4-1",
      keyword: "MUST NOT",
      who: "server",
      says: "Send the browser on after a request that does not hold",
    },
    { id: "4-2", keyword: "MUST", who: "server", says: "Show a page for a person when a request does not hold" },
    {
      id: "6-1",
      keyword: "SHOULD",
      who: "server",
      says: "Defend against requests to log out that others made up, by asking",
    },
  ],
);
