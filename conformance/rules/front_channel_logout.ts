import { FOR_THE_LAB } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Front-Channel Logout. */
export const FRONT_CHANNEL_LOGOUT: RuleBook = ruleBook(
  "FCLOGOUT",
  "https://openid.net/specs/openid-connect-frontchannel-1_0.html#rfc.section.",
  [
    {
      id: "2-1",
      keyword: "MUST",
      who: "server",
      says: "Load the frontchannel_logout_uri of each client in an iframe, with the parameters that it has",
    },
    {
      id: "2-2",
      keyword: "MUST",
      who: "server",
      says: "Accept a frontchannel_logout_uri only of the scheme, host and port of a redirect URI",
    },
    { id: "2-3", keyword: "MUST", who: "server", says: "Demand an absolute frontchannel_logout_uri" },
    {
      id: "2-4",
      keyword: "SHOULD",
      who: "server",
      says: "Accept http in frontchannel_logout_uri of confidential clients alone",
    },
    {
      id: "2-5",
      keyword: "MUST",
      who: "server",
      says: "Send iss and sid to a client that registered frontchannel_logout_session_required, both or neither",
    },
    {
      id: "2-6",
      keyword: "SHOULD",
      who: "client",
      says: "Answer with Cache-Control: no-store",
      reason: FOR_THE_LAB,
    },
    {
      id: "3-1",
      keyword: "MUST",
      who: "server",
      says: "Name frontchannel_logout_supported in the metadata",
    },
    {
      id: "3-2",
      keyword: "MUST",
      who: "server",
      says: "Put the same sid that the ID tokens hold into the request",
    },
    {
      id: "3-3",
      keyword: "MUST",
      who: "server",
      says: "Have a sid that no other session of the issuer has",
    },
    {
      id: "4-1",
      keyword: "SHOULD",
      who: "server",
      says: "Go on when a client does not answer, or cannot be framed",
    },
  ],
);
