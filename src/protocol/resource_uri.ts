import { fail } from "./oauth_error.ts";

/** Characters of the longest resource that is taken: it is kept with every token that is bound to it. */
const LONGEST = 500;

// RFC 3986 2 and 4.3: a scheme, and only characters that a URI may hold, without the fragment's mark
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const HIERARCHICAL = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/**
 * Why a text cannot name a protected resource; undefined when it can.
 *
 * @see RFC 8707 2, RFC 3986 4.3
 *
 * @example An address, a name, and no address at all
 * ```ts
 * assert.isUndefined(resourceProblem("https://api.example/books"));
 * assert.isUndefined(resourceProblem("urn:example:books"));
 * assert.equal(resourceProblem("/books"), "it is not an absolute URI");
 * ```
 */
export function resourceProblem(text: string): string | undefined {
  if (text.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  if (text.includes("#")) return "it has a fragment";
  if (!ABSOLUTE_URI.test(text) || BROKEN_ESCAPE.test(text)) return "it is not an absolute URI";
  if (!HIERARCHICAL.test(text)) return undefined;
  if (!URL.canParse(text)) return "it is not an absolute URI";
  const { host, username, password } = new URL(text);
  if (host === "") return "it names no host";
  return username === "" && password === "" && !/^[^/]+\/\/[^/?]*@/.test(text) ? undefined : "it holds credentials";
}

/**
 * Checks one value of the parameter `resource`.
 *
 * @see RFC 8707 2
 * @throws {OAuthError} invalid_target for what is not an absolute URI, and for one with a fragment or credentials.
 *
 * @example A fragment
 * ```ts
 * assert.throws(() => checkResource("https://api.example/#books"), "as it has a fragment");
 * ```
 */
export function checkResource(text: string): void {
  const problem = resourceProblem(text);
  if (problem === undefined) return;
  const rule = problem === "it has a fragment" ? "RFC8707-2-2" : "RFC8707-2-1";
  fail("invalid_target", `Cannot issue a token for this resource as ${problem}`, { rule });
}

/** A resource taken apart for comparison. */
interface Place {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly segments: readonly string[];
  readonly search: string;
}

/** Undefined for what has no path to speak of (`urn:`), which is compared letter by letter. */
function placeOf(text: string): Place | undefined {
  if (!HIERARCHICAL.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, host, pathname, search } = new URL(text);
  const segments = pathname.split("/").slice(1);
  // A slash at the end says nothing.
  if (segments.at(-1) === "") segments.pop();
  return { origin: `${protocol}//${host}`, segments, search };
}

/**
 * Whether a token that is bound to one resource may be used at another: at the same, or at one below it.
 *
 * Compared as URIs, part by part: a path segment counts whole, and a name that only begins alike is another.
 *
 * @see RFC 8707 2 (base URI)
 * @param bound To what the token is bound.
 * @param resource Where it is presented.
 *
 * @example A base URI, its neighbour, and a name that begins alike
 * ```ts
 * assert.isTrue(coversResource("https://api.example/books", "https://api.example/books/42"));
 * assert.isFalse(coversResource("https://api.example/books", "https://api.example/bookshop"));
 * assert.isFalse(coversResource("https://api.example", "https://api.example.evil"));
 * ```
 */
export function coversResource(bound: string, resource: string): boolean {
  if (bound === resource) return true;
  const base = placeOf(bound);
  const place = placeOf(resource);
  if (base === undefined || place === undefined || base.origin !== place.origin) return false;
  if (base.segments.some((segment, index) => segment !== place.segments[index])) return false;
  // A query makes it one very resource.
  return base.search === "" || (base.search === place.search && base.segments.length === place.segments.length);
}
