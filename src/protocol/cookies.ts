const NO_COOKIES: ReadonlyMap<string, string> = new Map();

/**
 * The cookies of a request, as they stand there.
 *
 * Beyond: a name that stands twice counts as absent, because a neighbour domain or a plain-http page may have planted
 * one of the two and nothing tells which.
 *
 * @see RFC 6265 5.4
 *
 * @example Two cookies
 * ```ts
 * assert.equal(parseCookies("__Host-sid=abc; theme=dark").get("theme"), "dark");
 * ```
 */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  if (header === undefined || header === "") return NO_COOKIES;
  const cookies = new Map<string, string>();
  const repeated = new Set<string>();
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1) continue;
    const name = pair.slice(0, equals).trim();
    if (name === "") continue;
    if (cookies.has(name)) repeated.add(name);
    else cookies.set(name, pair.slice(equals + 1).trim());
  }
  for (const name of repeated) cookies.delete(name);
  return cookies;
}
