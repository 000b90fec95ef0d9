import type { Param } from "../protocol/mod.ts";
import { encodePercent } from "./percent_encoding.ts";

/** What of a request is signed. */
export interface SignedParts {
  readonly method: string;
  /** Scheme and authority, in any case, with or without a default port. */
  readonly origin: string;
  /** As it was sent. */
  readonly path: string;
  /** Decoded, in any order, without the realm and the signature. */
  readonly params: readonly Param[];
}

const DEFAULT_PORTS = [
  ["http://", ":80"],
  ["https://", ":443"],
] as const;

/**
 * The text that the client signs, made anew from what was received.
 *
 * @see RFC 5849 3.4.1.1
 *
 * @example A request without parameters of its own
 * ```ts
 * const parts = { method: "get", origin: "HTTP://EXAMPLE.COM:80", path: "/r%20v/X", params: [["id", "123"]] } as const;
 * assert.equal(signatureBaseString(parts), "GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&id%3D123");
 * ```
 */
export function signatureBaseString(parts: SignedParts): string {
  const { method, params } = parts;
  return [method.toUpperCase(), baseStringUri(parts), normalizedParameters(params)].map(encodePercent).join("&");
}

/**
 * Scheme, authority and path as they are signed: scheme and host in lower case, without the scheme's own port, the path
 * as it was sent, and no query.
 *
 * @see RFC 5849 3.4.1.2
 *
 * @example A port that is not the scheme's own
 * ```ts
 * assert.equal(baseStringUri({ origin: "https://www.example.net:8080", path: "" }), "https://www.example.net:8080/");
 * ```
 */
export function baseStringUri({ origin, path }: Pick<SignedParts, "origin" | "path">): string {
  const lower = origin.toLowerCase();
  const usual = DEFAULT_PORTS.find(([scheme, port]) => lower.startsWith(scheme) && lower.endsWith(port));
  return (usual === undefined ? lower : lower.slice(0, -usual[1].length)) + (path === "" ? "/" : path);
}

/**
 * The parameters as they are signed: encoded, in the order of their bytes, joined.
 *
 * @see RFC 5849 3.4.1.3.2
 *
 * @example Names alike are ordered by their values
 * ```ts
 * assert.equal(normalizedParameters([["b", ""], ["a", "2 q"], ["a", "1"]]), "a=1&a=2%20q&b=");
 * ```
 */
export function normalizedParameters(params: readonly Param[]): string {
  return params
    .map(([name, value]): Param => [encodePercent(name), encodePercent(value)])
    .toSorted((one, other) => compare(one[0], other[0]) || compare(one[1], other[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** By bytes: what is compared is encoded, so its characters are ASCII. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
