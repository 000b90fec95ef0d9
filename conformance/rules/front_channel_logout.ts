import { OF_CLIENTS } from "./_reason.ts";
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
      says: "Accept a frontchannel_logout_uri only of the scheme, host and port of a registered redirect URI",
    },
    { id: "2-2", keyword: "MUST", who: "server", says: "Demand an absolute frontchannel_logout_uri" },
    {
      id: "2-3",
      keyword: "MUST",
      who: "server",
      says: "Keep the query of a frontchannel_logout_uri when parameters are added",
    },
    { id: "2-4", keyword: "MUST NOT", who: "server", says: "Accept a frontchannel_logout_uri with a fragment" },
    {
      id: "2-5",
      keyword: "MUST",
      who: "server",
      says: "Render the frontchannel_logout_uri of a client in an iframe to log it out",
    },
    { id: "2-6", keyword: "MUST", who: "server", says: "Add both iss and sid, or neither" },
    {
      id: "2-7",
      keyword: "SHOULD",
      who: "server",
      says: "Accept http in the frontchannel_logout_uri of confidential clients alone, where http is allowed at all",
    },
    {
      id: "2-8",
      keyword: "MUST",
      who: "server",
      says: "Add iss and sid for a client that registered frontchannel_logout_session_required, which is false when left out",
    },
    {
      id: "2-9",
      keyword: "SHOULD",
      who: "client",
      says: "Answer a logout request with Cache-Control so that it is not cached",
      reason: OF_CLIENTS,
    },
    {
      id: "2-10",
      keyword: "MUST",
      who: "client",
      says: "End its session when its frontchannel_logout_uri is loaded",
    },
    {
      id: "2-11",
      keyword: "MAY",
      who: "client",
      says: "Ignore a logout request whose iss and sid belong to no session of its own",
    },

    {
      id: "3-1",
      keyword: "MUST",
      who: "server",
      says: "Keep track of the clients that a person is logged in to, and contact all of them",
    },
    { id: "3-2", keyword: "MUST", who: "server", says: "Name frontchannel_logout_supported in the metadata" },
    {
      id: "3-3",
      keyword: "SHOULD",
      who: "server",
      says: "Name frontchannel_logout_session_supported in the metadata",
    },
    {
      id: "3-4",
      keyword: "MUST",
      who: "server",
      says: "Send the sid that the ID tokens of the session hold, another for each session",
    },
    {
      id: "4.1-1",
      keyword: "RECOMMENDED",
      who: "server",
      says: "Tell the person where a client could not be logged out because the browser blocks it",
      reason:
        "Not done: no page can see what a frame of another origin did with its cookies; back-channel logout does not depend on it",
    },
    {
      id: "5-1",
      keyword: "MUST",
      who: "server",
      says: "Put enough entropy into session ids, so that they neither collide nor can be guessed",
    },
  ],
);
