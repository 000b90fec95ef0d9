import type { FaultContext } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;

/** What a fault makes of the claims of a JWT; the very same value = it is not at work. */
export type ClaimsChange = (claims: Members, context: FaultContext) => Members;

/** One more than any clock may be off: an hour. */
export const HOUR = 3_600;

/** Takes a claim out, where it is there. */
export function without(name: string): ClaimsChange {
  return (claims) =>
    Object.hasOwn(claims, name) ? Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name)) : claims;
}

/** Changes a claim that is a text; where it is missing or anything else, nothing is changed. */
export function changing(name: string, change: (text: string) => unknown): ClaimsChange {
  return (claims) => {
    const { [name]: value } = claims;
    return typeof value === "string" ? { ...claims, [name]: change(value) } : claims;
  };
}

/** Says something in a claim, whatever stood there before. */
export function saying(name: string, value: unknown): ClaimsChange {
  return (claims) => ({ ...claims, [name]: value });
}

/** Puts a claim so many seconds from now, by the issuer's clock; a use may say another number of seconds. */
export function after(name: string, seconds: number): ClaimsChange {
  return (claims, { exchange, options }) => {
    const { seconds: wanted } = options;
    const distance = typeof wanted === "number" ? wanted : Math.abs(seconds);
    return { ...claims, [name]: exchange.issuer.clock.now() + Math.sign(seconds) * distance };
  };
}

/** The same text with its first character changed: as long, as legal, and another. */
export function otherText(text: string): string {
  const first = text.startsWith("A") ? "B" : "A";
  return first + text.slice(1);
}

/** The same text, its characters in the opposite order; one that reads the same both ways gets another beginning. */
export function turned(text: string): string {
  const back = Array.from(text).toReversed().join("");
  return back === text ? otherText(text) : back;
}
