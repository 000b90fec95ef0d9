/**
 * Whether an If-None-Match header names what would be sent, so that it need not be sent again.
 *
 * @see RFC 9110 8.8.3.2, 13.1.2
 * @param header Undefined when the request has none.
 * @param tag With its quotes.
 *
 * @example One of two that are known
 * ```ts
 * assert.isTrue(matchesEntityTag('W/"a", "b"', '"b"'));
 * ```
 */
export function matchesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header === tag || header === "*") return true;
  return header.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}
