import { OF_CLIENTS, NO_SIZE_PROMISED } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 4.1 demands: the authorization code grant. */
export const AUTHORIZATION_CODE: readonly RuleEntry[] = [
  { id: "4.1.1-1", keyword: "REQUIRED", who: "server", says: "Start the code flow only for response_type=code" },
  { id: "4.1.1-2", keyword: "REQUIRED", who: "server", says: "Demand client_id in an authorization request" },
  { id: "4.1.1-3", keyword: "RECOMMENDED", who: "client", says: "Send a state" },
  {
    id: "4.1.1-4",
    keyword: "SHOULD",
    who: "client",
    says: "Use the state against cross-site request forgery",
    reason: OF_CLIENTS,
  },
  { id: "4.1.2-1", keyword: "REQUIRED", who: "server", says: "Return a code in the query when the person agreed" },
  { id: "4.1.2-2", keyword: "MUST", who: "server", says: "Let codes expire soon after they were made" },
  { id: "4.1.2-3", keyword: "RECOMMENDED", who: "server", says: "Let no code live for more than ten minutes" },
  { id: "4.1.2-4", keyword: "MUST NOT", who: "client", says: "Use a code once only" },
  { id: "4.1.2-5", keyword: "MUST", who: "server", says: "Refuse a code that was used before" },
  {
    id: "4.1.2-6",
    keyword: "SHOULD",
    who: "server",
    says: "Revoke all tokens born of a code when it comes a second time",
  },
  {
    id: "4.1.2-7",
    keyword: "MUST",
    who: "server",
    says: "Tie each code to the client and the redirect URI it was made for",
  },
  {
    id: "4.1.2-8",
    keyword: "REQUIRED",
    who: "server",
    says: "Return the state of the request unchanged with the code",
  },
  {
    id: "4.1.2-9",
    keyword: "MUST",
    who: "client",
    says: "Ignore parameters of the response that it does not know",
  },
  {
    id: "4.1.2-10",
    keyword: "SHOULD",
    who: "server",
    says: "Tell developers how long codes are",
    reason: NO_SIZE_PROMISED,
  },
  {
    id: "4.1.2-11",
    keyword: "SHOULD NOT",
    who: "client",
    says: "Assume nothing about the size of a code",
  },

  {
    id: "4.1.2.1-1",
    keyword: "MUST NOT",
    who: "server",
    says: "Never redirect when client_id or redirect_uri is missing, unknown or does not match",
  },
  {
    id: "4.1.2.1-2",
    keyword: "REQUIRED",
    who: "server",
    says: "Report any other failure to the redirect URI with one error code out of the list",
  },
  {
    id: "4.1.2.1-3",
    keyword: "MUST NOT",
    who: "server",
    says: "Keep error_description within printable ASCII without double quote and backslash",
  },
  {
    id: "4.1.2.1-4",
    keyword: "REQUIRED",
    who: "server",
    says: "Return the state of the request unchanged with the error",
  },
  {
    id: "4.1.2.1-5",
    keyword: "SHOULD",
    who: "server",
    says: "Tell the person what is wrong when the error may not be sent to the client",
  },
  {
    id: "4.1.2.1-6",
    keyword: "MUST NOT",
    who: "server",
    says: "Keep the error code within printable ASCII without double quote and backslash",
  },
  { id: "4.1.2.1-7", keyword: "MUST", who: "server", says: "Make error_uri a URI reference, where it is sent" },
  {
    id: "4.1.2.1-8",
    keyword: "SHOULD",
    who: "client",
    says: "Take a response with an error for a refusal, and redeem no code that stands beside it",
  },
  {
    id: "4.1.2.1-9",
    keyword: "SHOULD",
    who: "client",
    says: "Take an error code that it does not know for an error like others",
  },

  {
    id: "4.1.3-1",
    keyword: "REQUIRED",
    who: "server",
    says: "Demand grant_type=authorization_code and a code when a code is redeemed",
  },
  {
    id: "4.1.3-2",
    keyword: "MUST",
    who: "server",
    says: "Have a client with credentials authenticate when it redeems a code",
  },
  {
    id: "4.1.3-3",
    keyword: "MUST",
    who: "server",
    says: "Redeem a code for the client that it was made for and nobody else",
  },
  { id: "4.1.3-4", keyword: "MUST", who: "server", says: "Refuse a code that is unknown or expired" },
  {
    id: "4.1.3-5",
    keyword: "MUST",
    who: "server",
    says: "Demand the redirect_uri of the authorization request again, character by character",
  },
  {
    id: "4.1.3-6",
    keyword: "MUST",
    who: "server",
    says: "Check credentials that come with a code also where none were due",
  },
  {
    id: "4.1.3-7",
    keyword: "REQUIRED",
    who: "client",
    says: "Send client_id with the code when not authenticating otherwise",
    reason: OF_CLIENTS,
  },
  {
    id: "4.1.3-8",
    keyword: "MUST",
    who: "client",
    says: "Authenticate when redeeming a code, if it has credentials",
    reason: OF_CLIENTS,
  },
  {
    id: "4.1.3-9",
    keyword: "REQUIRED",
    who: "client",
    says: "Repeat with the code the redirect_uri of the authorization request, character by character",
  },

  {
    id: "4.1.4-1",
    keyword: "MUST",
    who: "server",
    says: "Answer a valid code with an access token in the form of section 5.1",
  },
];
