/**
 * What a request of OAuth 1.0a may be refused for, in the words of the problem-reporting convention: those that a server
 * without extensions of its own has a use for.
 *
 * @see OAuth Problem Reporting (2008)
 */
export type OauthProblem =
  | "version_rejected"
  | "parameter_absent"
  | "parameter_rejected"
  | "timestamp_refused"
  | "nonce_used"
  | "signature_method_rejected"
  | "signature_invalid"
  | "consumer_key_unknown"
  | "consumer_key_rejected"
  | "consumer_key_refused"
  | "token_used"
  | "token_expired"
  | "token_revoked"
  | "token_rejected"
  | "permission_unknown"
  | "permission_denied"
  | "user_refused";

/**
 * The HTTP status of each: 400 for what the request says and how, 401 for whose it is.
 *
 * @see RFC 5849 3.2
 */
export const PROBLEM_STATUS: Readonly<Record<OauthProblem, number>> = Object.freeze({
  version_rejected: 400,
  parameter_absent: 400,
  parameter_rejected: 400,
  timestamp_refused: 401,
  nonce_used: 401,
  signature_method_rejected: 400,
  signature_invalid: 401,
  consumer_key_unknown: 401,
  consumer_key_rejected: 401,
  consumer_key_refused: 401,
  token_used: 401,
  token_expired: 401,
  token_revoked: 401,
  token_rejected: 401,
  permission_unknown: 401,
  permission_denied: 401,
  user_refused: 401,
});

/**
 * Whether a word is one of the convention's.
 *
 * @example A word of OAuth 2.0
 * ```ts
 * assert.isTrue(isOauthProblem("nonce_used"));
 * assert.isFalse(isOauthProblem("invalid_grant"));
 * ```
 */
export function isOauthProblem(word: string): word is OauthProblem {
  return Object.hasOwn(PROBLEM_STATUS, word);
}
