import { array, constantFrom, oneof, string, tuple } from "fast-check";
import type { Arbitrary } from "fast-check";
import { isLegalText } from "./_form_text.ts";

/** One of these characters. */
export function characterOf(characters: string): Arbitrary<string> {
  return constantFrom(...Array.from(characters));
}

/** Well-formed text of any alphabet without control characters. */
export const legalText: Arbitrary<string> = string({ unit: "grapheme" }).filter(isLegalText);

/** Names and values of parameters, names often repeated. */
export const entries: Arbitrary<[string, string][]> = array(
  tuple(oneof(legalText, constantFrom("a", "b", "__proto__", "constructor")), legalText),
  { maxLength: 12 },
);

/** Text that a stranger may send: any ASCII with many characters that mean something to parsers. */
export const hostileText: Arbitrary<string> = string({
  unit: oneof(
    characterOf("%&=+;,:/?#[]@\"'\\ \t\r\n\0<>{}*-._~"),
    constantFrom("%00", "%ff", "%C3%BC", "%ED%A0%80", "\ud800", "ü", "Basic ", "Bearer ", "a", "0", "Z"),
  ),
  maxLength: 40,
});
