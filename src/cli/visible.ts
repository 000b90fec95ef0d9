/** What a terminal obeys, or by which a text can look like another one: control characters and changes of direction. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu;

/** A text of others as it may be shown at a terminal: what would not be seen is written as its number. */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}
