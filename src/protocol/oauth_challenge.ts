import { printChallenge } from "./www_authenticate.ts";

/** What a challenge of OAuth 1.0 says; what is undefined is left out. */
export interface OauthChallengeOptions {
  readonly realm: string;
  /** What the request is refused for, in a word. */
  readonly problem?: string | undefined;
  /** The same for developers, in a sentence. */
  readonly advice?: string | undefined;
  /** Printed: what the token would need. */
  readonly scope?: string | undefined;
}

/**
 * The challenge of the scheme OAuth, with the report of a problem in it. Its values are percent-encoded as those of a
 * request are, the realm alone is text.
 *
 * @see RFC 5849 3.5.1, OAuth Problem Reporting (2008)
 *
 * @example A signature that is wrong
 * ```ts
 * const challenge = printOauthChallenge({ realm: "the api", problem: "signature_invalid", advice: "Cannot go on" });
 * assert.equal(challenge, 'OAuth realm="the api", oauth_problem="signature_invalid", oauth_problem_advice="Cannot%20go%20on"');
 * ```
 */
export function printOauthChallenge({ realm, problem, advice, scope }: OauthChallengeOptions): string {
  return printChallenge("OAuth", {
    realm,
    oauth_problem: encoded(problem),
    oauth_problem_advice: encoded(advice),
    scope: encoded(scope),
  });
}

/** @see RFC 5849 3.6 */
function encoded(text: string | undefined): string | undefined {
  // Half a character becomes a whole one on its way through UTF-8.
  return text === undefined
    ? undefined
    : encodeURIComponent(Buffer.from(text).toString()).replaceAll(/[!'()*]/g, encodeMark);
}

function encodeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
