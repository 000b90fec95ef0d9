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
 * @param deep True: no object in it may name a member twice either.
 * @see RFC 7515 4, RFC 7519 4
 *
 * @example A member that is named twice
 * ```ts
 * assert.deepEqual(parseJsonObject(Buffer.from('{"sub":"me"}')), { sub: "me" });
 * assert.isUndefined(parseJsonObject(Buffer.from('{"sub":"me","sub":"you"}')));
 * ```
 */
export function parseJsonObject(
  bytes: Uint8Array,
  { deep = false }: { readonly deep?: boolean } = {},
): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = UTF8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const kept = deep ? countKept(value) : Object.keys(value).length;
    return countMembers(text, deep) === kept ? value : undefined;
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

/** How many members the objects in a value have together. */
function countKept(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const within = Object.values(value).reduce((sum: number, one) => sum + countKept(one), 0);
  return Array.isArray(value) ? within : within + Object.keys(value).length;
}

/** How many members valid JSON text names, at its first level or at all: the colons that are outside of strings. */
function countMembers(text: string, deep: boolean): number {
  let count = 0;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === COLON && (deep || depth === 1)) count += 1;
    else if (OPEN.has(code)) depth += 1;
    else if (CLOSE.has(code)) depth -= 1;
  }
  return count;
}
