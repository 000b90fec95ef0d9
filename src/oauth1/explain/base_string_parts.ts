import { decodePercent } from "../percent_encoding.ts";

/** The parts of a base string. @see RFC 5849 3.4.1.1 */
export const BASE_STRING_PARTS = ["method", "address", "parameters"] as const;

/** One of them. */
export type BaseStringPart = (typeof BASE_STRING_PARTS)[number];

/**
 * A base string taken apart at its first two ampersands; parts that it lacks are empty.
 *
 * @see RFC 5849 3.4.1.1
 */
export function splitBaseString(base: string): Readonly<Record<BaseStringPart, string>> {
  const first = base.indexOf("&");
  if (first === -1) return { method: base, address: "", parameters: "" };
  const second = base.indexOf("&", first + 1);
  const address = base.slice(first + 1, second === -1 ? undefined : second);
  return { method: base.slice(0, first), address, parameters: second === -1 ? "" : base.slice(second + 1) };
}

/** The pairs of the parameters of a base string, each encoded once as the parameters are when they are sorted. */
export function pairsOfBase(parameters: string): readonly string[] {
  return parameters === "" ? [] : parameters.split(/%26|&/i).map(decodeOnce);
}

/** Text decoded once, or as it is where that cannot be. */
export function decodeOnce(text: string): string {
  return decodePercent(text) ?? text;
}
