import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Back-Channel Logout. */
export const BACK_CHANNEL_LOGOUT: RuleBook = ruleBook(
  "BCLOGOUT",
  "https://openid.net/specs/openid-connect-backchannel-1_0.html#rfc.section.",
  [
    {
      id: "2.1-1",
      keyword: "MUST",
      who: "server",
      says: "Name backchannel_logout_supported and backchannel_logout_session_supported in the metadata",
    },
    { id: "2.2-1", keyword: "MUST", who: "server", says: "Demand an absolute backchannel_logout_uri" },
    { id: "2.2-2", keyword: "MUST NOT", who: "server", says: "Accept no fragment in a backchannel_logout_uri" },
    {
      id: "2.2-3",
      keyword: "SHOULD",
      who: "server",
      says: "Accept http in backchannel_logout_uri of confidential clients alone",
    },
    {
      id: "2.2-4",
      keyword: "MUST",
      who: "server",
      says: "Send a sid to a client that registered backchannel_logout_session_required",
    },
    { id: "2.3-1", keyword: "MUST", who: "server", says: "Remember which clients a session was told to" },
    {
      id: "2.4-1",
      keyword: "REQUIRED",
      who: "server",
      says: "Put iss, aud, iat, exp, jti and events into a logout token",
    },
    {
      id: "2.4-2",
      keyword: "REQUIRED",
      who: "server",
      says: "Name the event of back-channel logout in events, with an empty object",
    },
    { id: "2.4-3", keyword: "MUST", who: "server", says: "Put sub or sid, or both, into a logout token" },
    { id: "2.4-4", keyword: "MUST NOT", who: "server", says: "Put no nonce into a logout token" },
    { id: "2.4-5", keyword: "MUST", who: "server", says: "Sign a logout token, never with none" },
    {
      id: "2.4-6",
      keyword: "SHOULD",
      who: "server",
      says: "Sign and encrypt a logout token as the ID tokens of the client are",
    },
    { id: "2.4-7", keyword: "RECOMMENDED", who: "server", says: "Type a logout token logout+jwt" },
    { id: "2.4-8", keyword: "SHOULD", who: "server", says: "Have logout tokens expire soon, within two minutes" },
    {
      id: "2.4-9",
      keyword: "MUST",
      who: "client",
      says: "Ignore claims of a logout token that it does not understand",
    },

    { id: "2.5-1", keyword: "MUST", who: "server", says: "POST the logout token as a form, as logout_token" },
    {
      id: "2.5-2",
      keyword: "MUST",
      who: "client",
      says: "Ignore fields beside logout_token that it does not understand",
      reason: OF_CLIENTS,
    },

    {
      id: "2.6-1",
      keyword: "MUST",
      who: "client",
      says: "Validate the logout token, and refuse one that does not hold with 400",
    },
    {
      id: "2.6-2",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token whose signature is wrong",
    },
    {
      id: "2.6-3",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token by another algorithm than its ID tokens have, none above all",
    },
    { id: "2.6-4", keyword: "MUST", who: "client", says: "Refuse a logout token of another iss" },
    {
      id: "2.6-5",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token whose aud does not name it",
    },
    {
      id: "2.6-6",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token whose iat or exp does not hold",
    },
    {
      id: "2.6-7",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token that has neither sub nor sid",
    },
    {
      id: "2.6-8",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token whose events does not name back-channel logout with a JSON object",
    },
    {
      id: "2.6-9",
      keyword: "MUST",
      who: "client",
      says: "Refuse a logout token that has a nonce",
    },
    {
      id: "2.6-10",
      keyword: "MAY",
      who: "client",
      says: "Refuse a logout token whose jti came before",
      reason: OF_CLIENTS,
    },
    {
      id: "2.6-11",
      keyword: "MAY",
      who: "client",
      says: "Refuse a logout token whose iss, sub or sid belongs to no session that is there or was lately",
    },
    {
      id: "2.6-12",
      keyword: "SHOULD",
      who: "client",
      says: "Refuse a logout token that is not encrypted where encryption was agreed on",
      reason: OF_CLIENTS,
    },

    {
      id: "2.7-1",
      keyword: "MUST",
      who: "client",
      says: "End the sessions that the logout token names",
    },
    {
      id: "2.7-2",
      keyword: "SHOULD",
      who: "server",
      says: "Revoke the refresh tokens that were issued to a session which ends without offline_access",
    },
    {
      id: "2.7-3",
      keyword: "SHOULD NOT",
      who: "server",
      says: "Revoke no refresh tokens that were issued with offline_access",
    },
    {
      id: "2.7-4",
      keyword: "MUST",
      who: "client",
      says: "Take a logout of a person who was logged out before for done",
      reason: OF_CLIENTS,
    },

    {
      id: "2.8-1",
      keyword: "MUST",
      who: "client",
      says: "Answer 200 when it logged the person out, and 400 when it could not",
      reason: OF_CLIENTS,
    },
    {
      id: "2.8-2",
      keyword: "SHOULD",
      who: "server",
      says: "Take 200 and 204 for a success",
    },
    {
      id: "2.8-3",
      keyword: "SHOULD",
      who: "client",
      says: "Answer with Cache-Control: no-store",
    },
    {
      id: "3-1",
      keyword: "SHOULD",
      who: "server",
      says: "Bring a logout token to a client that did not take it a limited number of times, later and later",
    },
    {
      id: "4.1-1",
      keyword: "SHOULD",
      who: "server",
      says: "Make logout tokens that cannot be taken for another JWT, by their type and without a nonce",
    },
  ],
);
