/** What names that the server made for pushed requests begin with. @see RFC 9126 2.2 */
const PREFIX = "urn:ietf:params:oauth:request_uri:";

/** A reference of 256 random bits. */
const REFERENCE = /^[\w-]{43}$/;

/**
 * Whether a request_uri names a pushed request, and not a place where a request object lies.
 *
 * @see RFC 9126 2.2
 *
 * @example A name and a place
 * ```ts
 * assert.isTrue(namesPushedRequest("urn:ietf:params:oauth:request_uri:bwc4JK-ESC0w8acc191e-Y1LTC2"));
 * assert.isFalse(namesPushedRequest("https://client.test/object.jwt"));
 * ```
 */
export function namesPushedRequest(requestUri: string): boolean {
  // Names of URNs are the same in every letter case up to their third colon. @see RFC 8141 3.1
  return requestUri.slice(0, PREFIX.length).toLowerCase() === PREFIX;
}

/**
 * The request_uri of a pushed request.
 *
 * @see RFC 9126 2.2
 * @param reference What only the client knows that pushed it: 43 characters of base64url.
 *
 * @example The name of a request
 * ```ts
 * assert.equal(
 *   printPushedRequestUri("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
 *   "urn:ietf:params:oauth:request_uri:E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
 * );
 * ```
 */
export function printPushedRequestUri(reference: string): string {
  return `${PREFIX}${reference}`;
}

/**
 * The reference in the request_uri of a pushed request; undefined where there is none that we could have made.
 *
 * @see RFC 9126 2.2
 *
 * @example Back from its name
 * ```ts
 * const uri = "urn:ietf:params:oauth:request_uri:E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
 * assert.equal(parsePushedRequestUri(uri), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
 * assert.isUndefined(parsePushedRequestUri("urn:ietf:params:oauth:request_uri:short"));
 * ```
 */
export function parsePushedRequestUri(requestUri: string): string | undefined {
  if (!namesPushedRequest(requestUri)) return undefined;
  const reference = requestUri.slice(PREFIX.length);
  return REFERENCE.test(reference) ? reference : undefined;
}
