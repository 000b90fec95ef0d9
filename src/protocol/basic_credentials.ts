import { credentialsOf } from "./_auth_scheme.ts";
import { decodeFormText, encodeFormText } from "./_form_text.ts";
import { fail } from "./oauth_error.ts";

/** What a client sends to prove who it is. */
export interface BasicCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The credentials of an `Authorization: Basic` header; both parts are form-decoded.
 *
 * Beyond: base64 must be canonical (alphabet, padding, no stray bits), so that one client has one header.
 *
 * @see RFC 6749 2.3.1, RFC 7617 2
 * @returns Undefined when the header is of another scheme.
 * @throws {OAuthError} `invalid_client` (401) for broken base64, a missing colon, an empty id, broken
 * percent-encoding, control characters, and raw text that is not ASCII.
 *
 * @example An id with a colon
 * ```ts
 * const header = printBasicCredentials({ clientId: "a:b", clientSecret: "c d" });
 * assert.deepEqual(parseBasicCredentials(header), { clientId: "a:b", clientSecret: "c d" });
 * ```
 */
export function parseBasicCredentials(header: string): BasicCredentials | undefined {
  const credentials = credentialsOf(header, "basic");
  if (credentials === undefined) return undefined;
  const bytes = Buffer.from(credentials, "base64");
  if (credentials === "" || bytes.toString("base64") !== credentials) failBasic("it is not base64");
  const text = bytes.toString("latin1");
  const colon = text.indexOf(":");
  if (colon === -1) failBasic("it has no colon");
  const clientId = decodeFormText(text, 0, colon);
  const clientSecret = decodeFormText(text, colon + 1);
  if (clientId === undefined || clientSecret === undefined) failBasic("its parts are not form-encoded");
  if (clientId === "") failBasic("its client id is empty");
  return { clientId, clientSecret };
}

/**
 * The value of an `Authorization` header.
 *
 * @see RFC 6749 2.3.1
 *
 * @example The header of RFC 6749
 * ```ts
 * assert.equal(
 *   printBasicCredentials({ clientId: "s6BhdRkqt3", clientSecret: "7Fjfp0ZBr1KtDRbnfVdmIw" }),
 *   "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3",
 * );
 * ```
 */
export function printBasicCredentials(credentials: BasicCredentials): string {
  const pair = `${encodeFormText(credentials.clientId)}:${encodeFormText(credentials.clientSecret)}`;
  return `Basic ${Buffer.from(pair, "latin1").toString("base64")}`;
}

function failBasic(reason: string): never {
  fail("invalid_client", `Cannot read the Authorization header as ${reason}`, { rule: "RFC6749-2.3.1-1" });
}
