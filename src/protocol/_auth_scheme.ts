/**
 * What follows the scheme of an Authorization header, without the spaces between.
 *
 * @see RFC 9110 11.4
 * @param scheme In lower case.
 * @returns Undefined when the header is of another scheme, empty text when nothing follows.
 */
export function credentialsOf(header: string, scheme: string): string | undefined {
  const end = scheme.length;
  if (header.length < end || header.slice(0, end).toLowerCase() !== scheme) return undefined;
  if (header.length === end) return "";
  if (header.charCodeAt(end) !== 0x20) return undefined;
  let start = end + 1;
  while (header.charCodeAt(start) === 0x20) start += 1;
  return header.slice(start);
}
