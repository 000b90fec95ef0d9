import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Session Management. */
export const SESSION_MANAGEMENT: RuleBook = ruleBook(
  "SESSION",
  "https://openid.net/specs/openid-connect-session-1_0.html#rfc.section.",
  [
    {
      id: "2-1",
      keyword: "MUST",
      who: "server",
      says: "Return session_state, which holds no space, in authentication responses",
    },
    {
      id: "2-2",
      keyword: "SHOULD",
      who: "server",
      says: "Return session_state in authentication error responses as well",
    },
    {
      id: "2-3",
      keyword: "MUST",
      who: "server",
      says: "Make session_state a salted hash of the client, of the origin that gets it and of the state of the browser",
    },
    {
      id: "3.1-1",
      keyword: "MUST",
      who: "client",
      says: "Send client_id and session_state to the OP iframe at its origin alone",
      reason: OF_CLIENTS,
    },
    {
      id: "3.1-2",
      keyword: "MUST",
      who: "client",
      says: "Take messages from the origin of the OP iframe alone",
      reason: OF_CLIENTS,
    },
    {
      id: "3.1-3",
      keyword: "MUST",
      who: "client",
      says: "Ask again with prompt=none when the OP iframe says changed",
    },
    {
      id: "3.1-4",
      keyword: "MUST NOT",
      who: "client",
      says: "Ask again when the OP iframe says error",
    },
    {
      id: "3.1-5",
      keyword: "SHOULD",
      who: "client",
      says: "Take it for a logout where prompt=none brings no ID token, or one of another person",
    },
    {
      id: "3.1-6",
      keyword: "SHOULD",
      who: "client",
      says: "Go on with the new session_state where prompt=none brings an ID token of the same person",
    },
    {
      id: "3.2-1",
      keyword: "MUST",
      who: "server",
      says: "Let the OP iframe reject messages that do not come from an expected origin",
    },
    {
      id: "3.2-2",
      keyword: "MUST",
      who: "server",
      says: "Recompute the session state in the OP iframe from the client, the origin of the message and the state of the browser now",
    },
    {
      id: "3.2-3",
      keyword: "SHOULD",
      who: "server",
      says: "Post error to the source of a message from which no client can be read",
    },
    { id: "3.2-4", keyword: "MUST", who: "server", says: "Post changed to the source when the two states differ" },
    { id: "3.2-5", keyword: "MUST", who: "server", says: "Post unchanged to the source when they are the same" },
    {
      id: "3.2-6",
      keyword: "SHOULD",
      who: "server",
      says: "Change the state of the browser when a person signs in or out",
    },
    {
      id: "3.2-7",
      keyword: "RECOMMENDED",
      who: "server",
      says: "Keep the state of the browser while nothing of meaning happens",
    },
    {
      id: "3.2-8",
      keyword: "SHOULD",
      who: "server",
      says: "Salt the session_state of error responses, so that it is another with each request and tells nobody apart",
    },
    {
      id: "3.2-9",
      keyword: "SHOULD NOT",
      who: "server",
      says: "Put into the cookie that scripts may read what could identify a person",
    },
    { id: "3.3-1", keyword: "REQUIRED", who: "server", says: "Name check_session_iframe in the metadata" },
    { id: "4-1", keyword: "MUST NOT", who: "server", says: "Use what did not pass its validation" },
    {
      id: "5.1-1",
      keyword: "RECOMMENDED",
      who: "server",
      says: "Notice that the browser keeps the cookie from the OP iframe, so that clients do not ask again for ever",
    },
    {
      id: "6-1",
      keyword: "MUST",
      who: "server",
      says: "Keep the scripts of unexpected origins from the OP iframe",
    },
    {
      id: "6-2",
      keyword: "MUST",
      who: "client",
      says: "Reject messages of any origin but that of the OP iframe",
      reason: OF_CLIENTS,
    },
  ],
);
