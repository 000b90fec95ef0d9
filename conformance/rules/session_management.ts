import { FOR_THE_LAB } from "./_reason.ts";
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
      says: "Return session_state in authentication responses, printable and without a space",
    },
    {
      id: "2-2",
      keyword: "MUST",
      who: "server",
      says: "Make session_state a salted hash of the client, its origin and the state of the browser here",
    },
    {
      id: "3.1-1",
      keyword: "MUST",
      who: "client",
      says: "Send the client_id and the session_state to the OP iframe, and to its origin alone",
      reason: FOR_THE_LAB,
    },
    {
      id: "3.1-2",
      keyword: "MUST",
      who: "client",
      says: "Listen to messages of the origin of the OP iframe alone",
      reason: FOR_THE_LAB,
    },
    {
      id: "3.1-3",
      keyword: "MUST NOT",
      who: "client",
      says: "Ask for no new authentication when the OP iframe says error",
      reason: FOR_THE_LAB,
    },
    {
      id: "3.2-1",
      keyword: "MUST",
      who: "server",
      says: "Compute the session_state in the OP iframe from the origin of the message, not from what it says",
    },
    {
      id: "3.2-2",
      keyword: "MUST",
      who: "server",
      says: "Post unchanged or changed back to the origin that asked, and error to a message that cannot be read",
    },
    {
      id: "3.2-3",
      keyword: "MUST",
      who: "server",
      says: "Change the state of the browser when a person logs in or out",
    },
    { id: "3.3-1", keyword: "REQUIRED", who: "server", says: "Name check_session_iframe in the metadata" },
    {
      id: "6-1",
      keyword: "MUST",
      who: "server",
      says: "Ask no server from the OP iframe, so that nobody can make it send requests",
    },
  ],
);
