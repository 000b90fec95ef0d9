/** What {@link checkIssuerUrl} lets through beside https. */
export interface CheckIssuerUrlOptions {
  /** Whether plain http is fine on any host; on the loopback address it always is. */
  readonly allowHttp?: boolean;
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/**
 * Checks an issuer identifier; clients compare it character by character, so it must be in the form that URL parsers print.
 *
 * Choice: `https://host/` is refused for `https://host`; a slash behind a longer path is kept as given.
 *
 * @see RFC 8414 2
 * @returns The identifier as given.
 * @throws {SyntaxError} With the reason and, where there is one, the form to use instead.
 *
 * @example A bare slash
 * ```ts
 * assert.equal(checkIssuerUrl("https://id.example/tenant"), "https://id.example/tenant");
 * assert.throws(() => checkIssuerUrl("https://id.example/"), SyntaxError, "https://id.example");
 * ```
 */
export function checkIssuerUrl(url: string, options: CheckIssuerUrlOptions = {}): string {
  if (!URL.canParse(url)) failIssuer(url, "it is not an absolute URL");
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") failIssuer(url, "its scheme is not https");
  if (parsed.username !== "" || parsed.password !== "") failIssuer(url, "it holds user information");
  if (url.includes("?")) failIssuer(url, "it has a query");
  if (url.includes("#")) failIssuer(url, "it has a fragment");
  if (parsed.protocol === "http:" && options.allowHttp !== true && !LOOPBACK_HOSTS.has(parsed.hostname)) {
    failIssuer(url, "plain http is fine on the loopback address only");
  }
  if (url === `${parsed.origin}/`) failIssuer(url, `the slash at its end must go: use '${parsed.origin}'`);
  const usual = parsed.pathname === "/" ? parsed.origin : parsed.href;
  if (url !== usual) failIssuer(url, `it is not in its usual form: use '${usual}'`);
  return url;
}

/**
 * Where the metadata of an issuer lies on its host: the well-known part goes before the issuer's path.
 *
 * @see RFC 8414 3.1
 * @param issuer An identifier that {@link checkIssuerUrl} let through.
 * @param name The well-known name, such as `oauth-authorization-server`.
 * @returns A path.
 *
 * @example An issuer with a path
 * ```ts
 * assert.equal(
 *   wellKnownPath("https://id.example/tenant", "oauth-authorization-server"),
 *   "/.well-known/oauth-authorization-server/tenant",
 * );
 * ```
 */
export function wellKnownPath(issuer: string, name: string): string {
  const path = new URL(issuer).pathname;
  return `/.well-known/${name}${path.endsWith("/") ? path.slice(0, -1) : path}`;
}

/**
 * The URL of an endpoint of an issuer.
 *
 * @param path Begins with a slash.
 *
 * @example The token endpoint of an issuer with a path
 * ```ts
 * assert.equal(endpointUrl("https://id.example/tenant", "/token"), "https://id.example/tenant/token");
 * ```
 */
export function endpointUrl(issuer: string, path: string): string {
  return issuer.endsWith("/") ? issuer + path.slice(1) : issuer + path;
}

function failIssuer(url: string, reason: string): never {
  throw new SyntaxError(`Cannot use '${url}' as an issuer as ${reason}`);
}
