import { characterTable } from "./_form_text.ts";
import { fail } from "./oauth_error.ts";

/** What else than the registered bytes a redirect URI of a request may be; nothing when not given. */
export interface MatchRedirectUriOptions {
  /** Whether the port of `http://localhost` is free as well. */
  readonly localhost?: boolean;
  /** Whether `https://*.apps.example/cb` stands for any one label in the place of the star. */
  readonly wildcards?: boolean;
}

/** What a redirect URI may look like; a policy of whoever registers clients. */
export interface CheckRedirectUriOptions extends MatchRedirectUriOptions {
  /** The schemes allowed, in lower case and without the colon, such as `https` or `com.example.app`. */
  readonly schemes: ReadonlySet<string> | readonly string[];
  /** Whether any private-use scheme with a dot in it is allowed as well (RFC 8252 7.1). */
  readonly privateUse?: boolean;
  /** Where `http` may point to when it is among the schemes; `any` when not given. */
  readonly http?: "any" | "loopback";
}

const LONGEST = 2000;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const HEX = characterTable(`${DIGITS}ABCDEFabcdef`);
const URI_CHARACTERS = characterTable(`${LETTERS}${DIGITS}-._~:/?#[]@!$&'()*+,;=%`);
const SCHEME_CHARACTERS = characterTable(`${LETTERS}${DIGITS}+-.`);
const HOST_CHARACTERS = characterTable(`${LETTERS}${DIGITS}-._`);
const LOOPBACK_PREFIXES = ["http://127.0.0.1", "http://[::1]"] as const;
const LOCALHOST = "http://localhost";
/** How a redirect URI begins that stands for many. */
const WILDCARD = "https://*.";
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Checks a redirect URI that a client wants to register.
 *
 * Beyond: only characters of RFC 3986, so no backslash, quote or space reaches a header or a page; at most 2,000 bytes;
 * no userinfo; private-use schemes need a dot, which keeps `javascript:`, `data:` and their like out for good.
 *
 * @see RFC 6749 3.1.2, RFC 8252 7
 * @throws {OAuthError} `invalid_redirect_uri` with the reason.
 *
 * @example A fragment is refused
 * ```ts
 * checkRedirectUri("https://client.example/cb?from=ts", { schemes: ["https"] });
 * assert.throws(() => checkRedirectUri("https://client.example/cb#top", { schemes: ["https"] }), "fragment");
 * ```
 */
export function checkRedirectUri(uri: string, options: CheckRedirectUriOptions): void {
  if (options.wildcards === true && uri.startsWith(WILDCARD)) {
    checkWildcard(uri, options);
    return;
  }
  checkText(uri);
  const scheme = schemeOf(uri);
  if (scheme === undefined) failUri("it is not absolute", "RFC6749-3.1.2-1");
  const rest = uri.slice(scheme.length + 1);
  const isWeb = scheme === "https" || scheme === "http";
  if (!isWeb && !scheme.includes(".")) failUri("its scheme is neither of the web nor has a dot", "RFC8252-8.4-6");
  if (!isAllowed(scheme, options)) failUri("its scheme is not allowed");
  if (isWeb) {
    if (!rest.startsWith("//")) failUri("it has no host");
    checkAuthority(authorityOf(uri, scheme));
    if (scheme === "http" && options.http === "loopback" && !isLoopbackUri(uri)) {
      failUri("http is allowed on the loopback address only", "RFC9700-2.6-4");
    }
    return;
  }
  if (!rest.startsWith("/")) failUri("it has no path");
  if (rest.startsWith("//") && authorityOf(uri, scheme).includes("@")) failUri("it holds user information");
}

/**
 * Whether the redirect URI of a request is a registered one: the same bytes, except that the port of `http://127.0.0.1`
 * and `http://[::1]` is free.
 *
 * Choice: `localhost` is compared with its port unless the options say otherwise, as RFC 8252 8.3 advises against it.
 *
 * @see RFC 8252 7.3, RFC 9700 4.1.3
 *
 * @example Any port of the loopback address
 * ```ts
 * assert.isTrue(matchesRedirectUri("http://127.0.0.1:51004/cb", "http://127.0.0.1/cb"));
 * assert.isFalse(matchesRedirectUri("https://client.example/CB", "https://client.example/cb"));
 * ```
 */
export function matchesRedirectUri(asked: string, registered: string, options: MatchRedirectUriOptions = {}): boolean {
  if (registered.startsWith(WILDCARD)) return options.wildcards === true && matchesWildcard(asked, registered);
  if (asked === registered) return true;
  const prefix = [...LOOPBACK_PREFIXES, ...(options.localhost === true ? [LOCALHOST] : [])].find(
    (start) => registered.startsWith(start) && asked.startsWith(start),
  );
  if (prefix === undefined) return false;
  const expected = afterPort(registered, prefix.length);
  return expected !== undefined && expected === afterPort(asked, prefix.length);
}

/**
 * Whether a registered redirect URI stands for many, so that no browser can be sent to it itself.
 *
 * @example A star in the place of the first label
 * ```ts
 * assert.isTrue(isWildcardUri("https://*.apps.example/cb"));
 * assert.isFalse(isWildcardUri("https://client.example/*"));
 * ```
 */
export function isWildcardUri(registered: string): boolean {
  return registered.startsWith(WILDCARD);
}

// The rest of the host must have two labels of its own: nobody may register for a whole top-level domain.
function checkWildcard(uri: string, options: CheckRedirectUriOptions): void {
  const rest = uri.slice(WILDCARD.length);
  checkRedirectUri(`https://${rest}`, { ...options, wildcards: false });
  const host = hostOf(rest);
  if (/^[\d.]+$|^\[/.test(host) || host.replace(/\.$/, "").split(".").length < 2) {
    failUri("a wildcard needs a host of two labels or more behind it");
  }
}

function matchesWildcard(asked: string, registered: string): boolean {
  if (!asked.startsWith("https://")) return false;
  const dot = asked.indexOf(".");
  return LABEL.test(asked.slice("https://".length, dot)) && asked.slice(dot) === registered.slice(WILDCARD.length - 1);
}

function hostOf(authorityAndPath: string): string {
  return /^(?:\[[^\]]*\]|[^:/?#]*)/.exec(authorityAndPath)?.[0] ?? "";
}

/**
 * Whether a URI is `http` and points to this machine: `127.0.0.1`, `[::1]` or `localhost`, any port.
 *
 * @example A host that only begins like the address
 * ```ts
 * assert.isTrue(isLoopbackUri("http://[::1]:3000/cb"));
 * assert.isFalse(isLoopbackUri("http://127.0.0.1.evil.example/"));
 * ```
 */
export function isLoopbackUri(uri: string): boolean {
  return [...LOOPBACK_PREFIXES, LOCALHOST].some(
    (prefix) => uri.startsWith(prefix) && afterPort(uri, prefix.length) !== undefined,
  );
}

/**
 * The source for a page's `form-action`: browsers apply it also to the redirect that follows the form.
 *
 * Choice: `http:` for an IPv6 literal, because the grammar of sources knows no brackets.
 *
 * @see Content Security Policy Level 3, 2.3.1
 * @param uri A redirect URI that {@link checkRedirectUri} let through.
 * @throws {TypeError} When the URI was never checked.
 *
 * @example A web application and a native one
 * ```ts
 * assert.equal(redirectOrigin("https://client.example:8443/cb?a=b"), "https://client.example:8443");
 * assert.equal(redirectOrigin("com.example.app:/cb"), "com.example.app:");
 * ```
 */
export function redirectOrigin(uri: string): string {
  const scheme = schemeOf(uri);
  if (scheme === undefined) throw new TypeError("Cannot tell the origin as the URI is not absolute");
  if (scheme !== "https" && scheme !== "http") return `${scheme}:`;
  const authority = authorityOf(uri, scheme);
  if (authority.startsWith("[")) return `${scheme}:`;
  if (hostFault(authority) !== undefined) throw new TypeError("Cannot tell the origin as the URI has no proper host");
  return `${scheme}://${authority}`;
}

function checkText(uri: string): void {
  if (uri.length > LONGEST) failUri("it is longer than 2000 bytes");
  for (let index = 0; index < uri.length; index += 1) {
    const code = uri.charCodeAt(index);
    if (code >= 0x80 || URI_CHARACTERS[code] === 0) failUri("it holds a character that no URI may hold");
    if (code === 0x25 && !(isHex(uri, index + 1) && isHex(uri, index + 2))) failUri("its percent-encoding is broken");
    if (code === 0x23) failUri("it has a fragment", "RFC6749-3.1.2-2");
  }
}

function isHex(text: string, index: number): boolean {
  return HEX[text.charCodeAt(index)] === 1;
}

// in lower case; undefined when the text does not begin with a scheme
function schemeOf(uri: string): string | undefined {
  const colon = uri.indexOf(":");
  if (colon < 1 || LETTERS.indexOf(uri.charAt(0)) === -1) return undefined;
  for (let index = 1; index < colon; index += 1) {
    if (SCHEME_CHARACTERS[uri.charCodeAt(index)] !== 1) return undefined;
  }
  return uri.slice(0, colon).toLowerCase();
}

function isAllowed(scheme: string, options: CheckRedirectUriOptions): boolean {
  if (options.privateUse === true && scheme.includes(".")) return true;
  return "has" in options.schemes ? options.schemes.has(scheme) : options.schemes.includes(scheme);
}

function authorityOf(uri: string, scheme: string): string {
  const start = scheme.length + 3;
  for (let index = start; index < uri.length; index += 1) {
    const code = uri.charCodeAt(index);
    if (code === 0x2f || code === 0x3f) return uri.slice(start, index);
  }
  return uri.slice(start);
}

function checkAuthority(authority: string): void {
  const fault = hostFault(authority);
  if (fault !== undefined) failUri(fault);
}

function hostFault(authority: string): string | undefined {
  if (authority.includes("@")) return "it holds user information";
  const portAt = authority.startsWith("[") ? authority.indexOf("]") + 1 : indexOr(authority, ":");
  const host = authority.slice(0, portAt);
  if (host === "") return "it has no host";
  if (!(host.startsWith("[") ? isIpv6Literal(host) : isHostName(host))) return "its host is not a name or an address";
  const port = authority.slice(portAt);
  return port === "" || isPort(port) ? undefined : "its port is not a number from 1 to 65535";
}

function indexOr(text: string, mark: string): number {
  const index = text.indexOf(mark);
  return index === -1 ? text.length : index;
}

function isHostName(host: string): boolean {
  if (host.startsWith(".") || host.includes("..")) return false;
  for (let index = 0; index < host.length; index += 1) {
    if (HOST_CHARACTERS[host.charCodeAt(index)] !== 1) return false;
  }
  return readsAsItself(host);
}

// browsers read `0` and `127.1` as addresses of other hosts than they look like; this is registration, not the request path
function readsAsItself(host: string): boolean {
  const url = `http://${host}/`;
  return URL.canParse(url) && new URL(url).hostname === host.toLowerCase();
}

// the URL parser knows the grammar of IPv6; this is registration, not the request path
function isIpv6Literal(host: string): boolean {
  return URL.canParse(`http://${host}/`);
}

// `:8080`, without leading zeros
function isPort(text: string): boolean {
  if (text.length < 2 || text.length > 6 || !text.startsWith(":")) return false;
  let port = 0;
  for (let index = 1; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9 || (digit === 0 && port === 0)) return false;
    port = port * 10 + digit;
  }
  return port <= 65_535;
}

// what follows a host and its port: a path, a query or nothing; undefined when the host goes on or the port is none
function afterPort(uri: string, hostEnd: number): string | undefined {
  let end = hostEnd;
  while (end < uri.length && uri.charCodeAt(end) !== 0x2f && uri.charCodeAt(end) !== 0x3f) end += 1;
  return end === hostEnd || isPort(uri.slice(hostEnd, end)) ? uri.slice(end) : undefined;
}

function failUri(reason: string, rule?: string): never {
  fail("invalid_redirect_uri", `Cannot register the redirect URI as ${reason}`, rule === undefined ? {} : { rule });
}
