const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * The members of a JSON object in bytes of UTF-8; undefined when it is anything else, or names a member of its first
 * level twice.
 *
 * @see RFC 7515 4, RFC 7519 4
 *
 * @example A member that is named twice
 * ```ts
 * assert.deepEqual(parseJsonObject(Buffer.from('{"sub":"me"}')), { sub: "me" });
 * assert.isUndefined(parseJsonObject(Buffer.from('{"sub":"me","sub":"you"}')));
 * ```
 */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = UTF8.decode(bytes);
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && countMembers(text) === Object.keys(value).length ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a value of JSON is an object.
 *
 * @example A list is none
 * ```ts
 * assert.isTrue(isJsonObject({}));
 * assert.isFalse(isJsonObject([]));
 * ```
 */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How many members valid JSON text names at its first level: the colons there that are outside of strings. */
function countMembers(text: string): number {
  let count = 0;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === COLON && depth === 1) count += 1;
    else if (OPEN.has(code)) depth += 1;
    else if (CLOSE.has(code)) depth -= 1;
  }
  return count;
}
