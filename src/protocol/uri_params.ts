import { encodeFormText } from "./_form_text.ts";
import type { Param } from "./params.ts";

/** Parameters to print onto a URI; those that are undefined are left out. */
export type UriParams = Iterable<Param> | Readonly<Record<string, string | undefined>>;

/**
 * A URI with parameters added to its query, behind those that it has.
 *
 * @see RFC 6749 4.1.2 and appendix B
 * @throws {TypeError} When the URI has a fragment.
 *
 * @example A URI with a query of its own
 * ```ts
 * assert.equal(addQuery("https://client.example/cb?from=ts", { code: "a b" }), "https://client.example/cb?from=ts&code=a+b");
 * ```
 */
export function addQuery(uri: string, params: UriParams): string {
  const added = printPairs(uri, params);
  if (added === "") return uri;
  if (!uri.includes("?")) return `${uri}?${added}`;
  return uri.endsWith("?") || uri.endsWith("&") ? uri + added : `${uri}&${added}`;
}

/**
 * A URI with parameters as its fragment.
 *
 * @see RFC 6749 4.2.2 and appendix B
 * @throws {TypeError} When the URI has a fragment.
 *
 * @example An answer of the implicit grant
 * ```ts
 * assert.equal(addFragment("https://client.example/cb", { error: "access_denied" }), "https://client.example/cb#error=access_denied");
 * ```
 */
export function addFragment(uri: string, params: UriParams): string {
  const added = printPairs(uri, params);
  return added === "" ? uri : `${uri}#${added}`;
}

function printPairs(uri: string, params: UriParams): string {
  if (uri.includes("#")) throw new TypeError("Cannot add parameters as the URI has a fragment");
  let text = "";
  for (const [name, value] of isIterable(params) ? params : Object.entries(params)) {
    if (value !== undefined) text += `${text === "" ? "" : "&"}${encodeFormText(name)}=${encodeFormText(value)}`;
  }
  return text;
}

function isIterable(params: UriParams): params is Iterable<Param> {
  return Symbol.iterator in params;
}
