import type { Param } from "../protocol/mod.ts";
import { decodePercent, encodePercent } from "./percent_encoding.ts";
import { refuseParameter } from "./problems.ts";

/** What an `Authorization: OAuth` header field says. */
export interface OauthAuthorization {
  /** Where the credentials count; it is no parameter of the signature. @see RFC 2617 1.2 */
  readonly realm?: string;
  /** Decoded, in order. */
  readonly params: readonly Param[];
}

const SCHEME = "oauth";

/**
 * Whether a header field is of the scheme OAuth, in whatever case.
 *
 * @see RFC 5849 3.5.1
 *
 * @example Two schemes
 * ```ts
 * assert.isTrue(isOauthAuthorization('oauth realm="Photos"'));
 * assert.isFalse(isOauthAuthorization("OAuthToken abc"));
 * ```
 */
export function isOauthAuthorization(header: string): boolean {
  if (header.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return false;
  return header.length === SCHEME.length || isBlank(header.charCodeAt(SCHEME.length));
}

/**
 * Takes an `Authorization: OAuth` header field apart.
 *
 * Choice: values must be quoted, as the specification writes them, and may not be token68 or bare tokens; empty elements
 * of the list are skipped, as in any list of HTTP.
 *
 * @see RFC 5849 3.5.1, RFC 2617 1.2
 * @returns Undefined when it is of another scheme.
 * @throws {OAuthError} `parameter_rejected` when it is broken.
 *
 * @example The realm is apart
 * ```ts
 * assert.deepEqual(parseOauthAuthorization('OAuth realm="Photos", oauth_nonce="a%2Bb"'), {
 *   realm: "Photos",
 *   params: [["oauth_nonce", "a+b"]],
 * });
 * ```
 */
export function parseOauthAuthorization(header: string): OauthAuthorization | undefined {
  if (!isOauthAuthorization(header)) return undefined;
  const params: Param[] = [];
  let realm: string | undefined;
  let position = skip(header, SCHEME.length, isBlankOrComma);
  while (position < header.length) {
    const equals = endOfName(header, position);
    const written = header.slice(position, equals);
    const value = readQuoted(header, equals + 1);
    if (written.toLowerCase() === "realm") {
      if (realm !== undefined)
        refuseParameter("realm", { as: "the realm stands twice in the header field", rule: "RFC5849-3.5.1-3" });
      realm = value.text;
    } else {
      params.push([decoded(written), decoded(value.text, written)]);
    }
    position = skip(header, value.end, isBlank);
    if (position < header.length && header[position] !== ",") refuseHeader(position, "RFC5849-3.5.1-4");
    position = skip(header, position, isBlankOrComma);
  }
  return { ...(realm === undefined ? {} : { realm }), params };
}

/**
 * The value of an `Authorization` header field.
 *
 * @see RFC 5849 3.5.1
 *
 * @example A value that needs encoding
 * ```ts
 * const header = printOauthAuthorization({ realm: "Photos", params: [["oauth_signature", "a+b="]] });
 * assert.equal(header, 'OAuth realm="Photos", oauth_signature="a%2Bb%3D"');
 * ```
 */
export function printOauthAuthorization({ realm, params }: OauthAuthorization): string {
  const printed = params.map(([name, value]) => `${encodePercent(name)}="${encodePercent(value)}"`);
  if (realm !== undefined) printed.unshift(`realm="${realm.replaceAll(/["\\]/g, "\\$&")}"`);
  return `OAuth ${printed.join(", ")}`;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isBlankOrComma(code: number): boolean {
  return isBlank(code) || code === 0x2c;
}

function skip(header: string, start: number, isSkipped: (code: number) => boolean): number {
  let end = start;
  while (end < header.length && isSkipped(header.charCodeAt(end))) end += 1;
  return end;
}

/** Where the equals sign of a name stands. */
function endOfName(header: string, start: number): number {
  const end = skip(header, start, isOfName);
  if (end === start || header[end] !== "=") refuseHeader(end);
  return end;
}

/** All but what separates names from values, and pairs from pairs. */
function isOfName(code: number): boolean {
  return code !== 0x3d && code !== 0x22 && !isBlankOrComma(code);
}

function readQuoted(header: string, start: number): { readonly text: string; readonly end: number } {
  if (header[start] !== '"') refuseHeader(start);
  let text = "";
  let copied = start + 1;
  for (let index = copied; index < header.length; index += 1) {
    const code = header.charCodeAt(index);
    if (code === 0x22) return { text: text + header.slice(copied, index), end: index + 1 };
    if (code !== 0x5c) continue;
    text += header.slice(copied, index);
    copied = index + 1;
    index += 1;
  }
  return refuseHeader(header.length);
}

function decoded(text: string, name?: string): string {
  const plain = decodePercent(text);
  if (plain !== undefined) return plain;
  const known = name === undefined ? undefined : decodePercent(name);
  return refuseParameter(known, { as: "its header field is not percent-encoded UTF-8", rule: "RFC5849-3.5.1-2" });
}

function refuseHeader(position: number, rule = "RFC5849-3.5.1-3"): never {
  return refuseParameter(undefined, { as: `its header field is broken at character '${position}'`, rule });
}
