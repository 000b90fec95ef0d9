import { sameBytes, sha256 } from "../platform/mod.ts";
import { characterTable } from "./_form_text.ts";
import { fail } from "./oauth_error.ts";

const UNRESERVED = characterTable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
const SHORTEST = 43;
const LONGEST = 128;

/**
 * Whether a verifier belongs to a challenge of the method S256.
 *
 * @see RFC 7636 4.6
 * @param challenge What the client sent to /authorize.
 * @param verifier What it sent to /token.
 *
 * @example The pair of RFC 7636, Appendix B
 * ```ts
 * assert.isTrue(
 *   matchesChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
 * );
 * ```
 */
export function matchesChallenge(challenge: string, verifier: string): boolean {
  return sameBytes(challenge, s256(verifier));
}

/**
 * The challenge of a verifier by the method S256: 43 characters of base64url.
 *
 * @see RFC 7636 4.2
 *
 * @example The challenge of RFC 7636, Appendix B
 * ```ts
 * assert.equal(s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
 * ```
 */
export function s256(verifier: string): string {
  return sha256(verifier).toString("base64url");
}

/**
 * Checks the form of a code_verifier.
 *
 * Choice: a malformed verifier gets the same `invalid_grant` as a wrong one, for it can belong to no challenge.
 *
 * @see RFC 7636 4.1 and 4.6
 * @throws {OAuthError} `invalid_grant` unless it is 43 to 128 unreserved characters.
 *
 * @example Too short
 * ```ts
 * assert.throws(() => checkVerifier("short"), OAuthError, "code_verifier");
 * ```
 */
export function checkVerifier(text: string): void {
  if (!isUnreserved(text)) {
    fail("invalid_grant", "Cannot redeem the code as code_verifier is not 43 to 128 unreserved characters", {
      rule: "RFC7636-4.6-3",
    });
  }
}

/**
 * Checks the form of a code_challenge.
 *
 * @see RFC 7636 4.2
 * @throws {OAuthError} `invalid_request` unless it is 43 to 128 unreserved characters.
 *
 * @example Padding is none of the characters
 * ```ts
 * assert.throws(() => checkChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="), OAuthError, "code_challenge");
 * ```
 */
export function checkChallenge(text: string): void {
  if (!isUnreserved(text)) {
    fail("invalid_request", "Cannot authorize as code_challenge is not 43 to 128 unreserved characters");
  }
}

function isUnreserved(text: string): boolean {
  if (text.length < SHORTEST || text.length > LONGEST) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (UNRESERVED[text.charCodeAt(index)] !== 1) return false;
  }
  return true;
}
