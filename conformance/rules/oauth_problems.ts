import { OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/**
 * OAuth Problem Reporting: a page of the wiki of OAuth 1.0, which has no numbers. Its parameters are numbered here in
 * the order of its text: 1 how a problem is reported, 2 oauth_problem, 3 oauth_acceptable_versions,
 * 4 oauth_acceptable_timestamps, 5 oauth_parameters_absent, 6 oauth_parameters_rejected, 7 oauth_problem_advice.
 */
export const OAUTH_PROBLEMS: RuleBook = ruleBook(
  "OAUTHPROBLEM",
  "https://wiki.oauth.net/w/page/12238543/ProblemReporting#",
  [
    { id: "1-1", keyword: "SHOULD", who: "server", says: "Report a problem in the WWW-Authenticate header of OAuth" },
    { id: "1-2", keyword: "MAY", who: "server", says: "Report it in the body as well" },
    { id: "1-3", keyword: "SHOULD", who: "server", says: "Say the same in header and body" },
    { id: "1-4", keyword: "MUST", who: "server", says: "Percent-encode the values of the report" },
    { id: "2-1", keyword: "MUST NOT", who: "server", says: "Use a word for oauth_problem that is not listed" },
    {
      id: "2-2",
      keyword: "SHOULD",
      who: "client",
      says: "Expect words that came later",
    },
    { id: "2-3", keyword: "MUST", who: "server", says: "Report signature_invalid where the signature is wrong" },
    { id: "2-4", keyword: "MUST", who: "server", says: "Report nonce_used where the nonce was used before" },
    {
      id: "2-5",
      keyword: "MUST",
      who: "server",
      says: "Report signature_method_rejected where it does not take the signature method",
    },
    { id: "2-6", keyword: "MUST", who: "server", says: "Report consumer_key_unknown where there is no such client" },
    {
      id: "2-7",
      keyword: "MUST",
      who: "server",
      says: "Report consumer_key_rejected where the client is not acceptable for good",
    },
    {
      id: "2-8",
      keyword: "MUST",
      who: "server",
      says: "Report consumer_key_refused where the client is not acceptable for now",
    },
    { id: "2-9", keyword: "MUST", who: "server", says: "Report token_used where the token was used up" },
    { id: "2-10", keyword: "MUST", who: "server", says: "Report token_expired where the token is too old" },
    { id: "2-11", keyword: "MUST", who: "server", says: "Report token_revoked where the token was revoked" },
    {
      id: "2-12",
      keyword: "MUST",
      who: "server",
      says: "Report token_rejected where the token is not acceptable and no reason is told",
    },
    {
      id: "2-13",
      keyword: "MUST",
      who: "server",
      says: "Report permission_unknown where the person has not yet decided",
    },
    {
      id: "2-14",
      keyword: "MUST",
      who: "server",
      says: "Report permission_denied where the access asked for was not granted",
    },
    { id: "2-15", keyword: "MUST", who: "server", says: "Report user_refused where the person said no" },
    {
      id: "3-1",
      keyword: "SHOULD",
      who: "server",
      says: "Give oauth_acceptable_versions, from and to with a hyphen, with version_rejected",
    },
    {
      id: "4-1",
      keyword: "SHOULD",
      who: "server",
      says: "Give oauth_acceptable_timestamps, from and to with a hyphen, with timestamp_refused",
    },
    {
      id: "5-1",
      keyword: "SHOULD",
      who: "server",
      says: "Give oauth_parameters_absent, names parted by &, with parameter_absent",
    },
    {
      id: "6-1",
      keyword: "SHOULD",
      who: "server",
      says: "Give oauth_parameters_rejected, encoded like a query, with parameter_rejected",
    },
    {
      id: "7-1",
      keyword: "SHOULD",
      who: "server",
      says: "Tell in oauth_problem_advice what is wrong and what would help",
    },
    {
      id: "7-2",
      keyword: "MUST NOT",
      who: "client",
      says: "Read oauth_problem_advice as HTML",
      reason: OF_CLIENTS,
    },
  ],
);
