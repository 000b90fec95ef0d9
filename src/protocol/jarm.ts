import type { Param } from "./params.ts";

/** Parameters of an authorization response whose values are numbers. @see RFC 6749 4.2.2 */
const NUMBERS: ReadonlySet<string> = new Set(["expires_in"]);
/** Seconds since 1970, or seconds: nothing that a double could not hold. */
const NUMBER = /^\d{1,15}$/;

/** What a signed authorization response says of itself. */
export interface ResponseJwtFrame {
  /** The issuer that answers. */
  readonly issuer: string;
  /** The client id of whom it is for. */
  readonly audience: string;
  /** When it expires, in seconds since 1970. */
  readonly expiresAt: number;
}

/**
 * The claims of a signed authorization response: all its parameters, an error's as well, and whose answer to whom it is.
 *
 * What the frame says counts, whatever parameters have the same names.
 *
 * @see JWT Secured Authorization Response Mode 2.1
 *
 * @example The answer of the code flow
 * ```ts
 * assert.deepEqual(
 *   responseClaims([["code", "x"], ["state", "y"]], { issuer: "https://as.example", audience: "app", expiresAt: 600 }),
 *   { code: "x", state: "y", iss: "https://as.example", aud: "app", exp: 600 },
 * );
 * ```
 */
export function responseClaims(
  parameters: Iterable<Param>,
  { issuer, audience, expiresAt }: ResponseJwtFrame,
): Readonly<Record<string, string | number>> {
  const told = [...parameters].map(
    ([name, value]) => [name, NUMBERS.has(name) && NUMBER.test(value) ? Number(value) : value] as const,
  );
  return { ...Object.fromEntries(told), iss: issuer, aud: audience, exp: expiresAt };
}
