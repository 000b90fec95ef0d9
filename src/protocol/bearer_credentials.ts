import { credentialsOf } from "./_auth_scheme.ts";
import { characterTable } from "./_form_text.ts";
import { fail } from "./oauth_error.ts";

const TOKEN_CHARACTERS = characterTable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");
const EQUALS = 0x3d;

/**
 * The token of an `Authorization: Bearer` header.
 *
 * @see RFC 6750 2.1
 * @returns Undefined when the header is of another scheme.
 * @throws {OAuthError} `invalid_request` when what follows the scheme is not one token.
 *
 * @example A token and another scheme
 * ```ts
 * assert.equal(parseBearer("Bearer mF_9.B5f-4.1JqM"), "mF_9.B5f-4.1JqM");
 * assert.isUndefined(parseBearer("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"));
 * ```
 */
export function parseBearer(header: string): string | undefined {
  const token = credentialsOf(header, "bearer");
  if (token === undefined) return undefined;
  if (!isToken68(token)) {
    fail("invalid_request", "Cannot read the Authorization header as it does not hold one token", {
      rule: "RFC6750-3.1-1",
    });
  }
  return token;
}

// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
function isToken68(text: string): boolean {
  let index = 0;
  while (TOKEN_CHARACTERS[text.charCodeAt(index)] === 1) index += 1;
  if (index === 0) return false;
  while (text.charCodeAt(index) === EQUALS) index += 1;
  return index === text.length;
}
