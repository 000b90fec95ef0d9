/**
 * One name or value of application/x-www-form-urlencoded, decoded strictly.
 *
 * Choice: what is not ASCII must come percent-encoded (RFC 6749 appendix B), because raw bytes reach us through readers
 * that each guess another charset; a raw space is let through, because no reader can mistake it.
 *
 * @param start Where it begins in the source: scanning the source is faster than scanning slices of it.
 * @param end Where it ends.
 * @param isLegal What it may hold once it is decoded.
 * @returns Undefined for broken percent-encoding, invalid UTF-8, control characters and raw text that is not ASCII.
 */
export function decodeFormText(
  source: string,
  start = 0,
  end = source.length,
  isLegal: (text: string) => boolean = isLegalText,
): string | undefined {
  let encoded = false;
  let plus = false;
  for (let index = start; index < end; index += 1) {
    const code = source.charCodeAt(index);
    if (code < 0x20 || code > 0x7e) return undefined;
    if (code === 0x25) encoded = true;
    else if (code === 0x2b) plus = true;
  }
  const text = source.slice(start, end);
  const spaced = plus ? text.replaceAll("+", " ") : text;
  if (!encoded) return spaced;
  try {
    const decoded = decodeURIComponent(spaced);
    return isLegal(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** One name or value as application/x-www-form-urlencoded prints it: all but `A-Z a-z 0-9 * - . _` is encoded. */
export function encodeFormText(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80 || PLAIN[code] === 0) return encodeURIComponent(text).replaceAll(/%20|[!'()~]/g, encodeRest);
  }
  return text;
}

/** Whether text is free of control characters (C0, DEL, C1) and of surrogates that stand alone. */
export function isLegalText(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return false;
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = text.charCodeAt(index + 1);
      if (code >= 0xdc00 || !(next >= 0xdc00 && next <= 0xdfff)) return false;
      index += 1;
    }
  }
  return true;
}

const PLAIN = characterTable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._");

/** A table of ASCII with 1 for each of these characters: the fastest way to ask whether a character is one of them. */
export function characterTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function encodeRest(text: string): string {
  return text === "%20" ? "+" : `%${text.charCodeAt(0).toString(16).toUpperCase()}`;
}
