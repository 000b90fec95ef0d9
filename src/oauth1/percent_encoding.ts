/** What RFC 3986 leaves bare, as a table of ASCII. */
const BARE = bareCharacters();

/**
 * Text as OAuth 1.0 encodes it: all but letters, digits and `-._~` becomes `%XX` of its UTF-8, in capitals.
 *
 * @see RFC 5849 3.6
 * @throws {URIError} When the text holds half of a character, which nothing that was decoded does.
 *
 * @example What other encodings leave bare
 * ```ts
 * assert.equal(encodePercent("a b!*~"), "a%20b%21%2A~");
 * ```
 */
export function encodePercent(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    if (BARE[text.charCodeAt(index)] !== 1) return encodeURIComponent(text).replaceAll(/[!'()*]/g, encodeCharacter);
  }
  return text;
}

/**
 * Percent-encoded text, decoded strictly; a plus sign is a plus sign.
 *
 * Choice: printable ASCII that should have been encoded and was not is taken for itself, as no reader can mistake it.
 * What was encoded may be any character: it is signed, whatever it is.
 *
 * @see RFC 5849 3.6
 * @returns Undefined for broken percent-encoding, invalid UTF-8, raw control characters and raw text that is not ASCII.
 *
 * @example A plus is no space
 * ```ts
 * assert.equal(decodePercent("a+b%20c"), "a+b c");
 * assert.isUndefined(decodePercent("%E3%80"));
 * ```
 */
export function decodePercent(text: string): string | undefined {
  let isEncoded = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e) return undefined;
    isEncoded ||= code === 0x25;
  }
  if (!isEncoded) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * One name or value of a query or a form, decoded as strictly as by {@link decodePercent}; a plus sign is a space.
 *
 * @see RFC 5849 3.4.1.3.1
 *
 * @example A plus is a space
 * ```ts
 * assert.equal(decodeForm("2+q%2B"), "2 q+");
 * ```
 */
export function decodeForm(text: string): string | undefined {
  return decodePercent(text.includes("+") ? text.replaceAll("+", " ") : text);
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function bareCharacters(): Uint8Array {
  const table = new Uint8Array(128);
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
