import { hmac, type Random } from "../../platform/mod.ts";

/** Capitals without vowels, which could spell words, and without what is easily taken for another. @see RFC 8628 6.1 */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 8;
const HALF = LENGTH / 2;

/** The greatest multiple of 20 that fits a byte: greater bytes would favour the first letters. */
const REJECTED_FROM = 240;

/** Nobody types more than this, whatever stands between the letters. */
const LONGEST_TYPED = 100;

const OTHERS = new RegExp(`[^${LETTERS}]`, "g");

/** A fresh user code: 8 of 20 letters, 34.5 bits. @see RFC 8628 5.1, 6.1 */
export function drawUserCode(random: Random): string {
  let code = "";
  while (code.length < LENGTH) {
    for (const byte of random.bytes(LENGTH - code.length)) {
      if (byte < REJECTED_FROM) code += LETTERS.charAt(byte % LETTERS.length);
    }
  }
  return code;
}

/** A user code as people read it, `WDJB-MJHT`. */
export function printUserCode(code: string): string {
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`;
}

/**
 * What a person typed or pasted, as a user code: case, dashes, blanks and letters that no code has do not count.
 *
 * @see RFC 8628 6.1
 * @returns Undefined when it cannot be one; no store need be asked for it.
 */
export function parseUserCode(typed: string): string | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  // NFKC turns what some keyboards and fonts write (full-width letters) into the letters meant.
  const code = typed.normalize("NFKC").toUpperCase().replaceAll(OTHERS, "");
  return code.length === LENGTH ? code : undefined;
}

/**
 * The name under which the store knows a user code.
 *
 * Beyond: 34 bits are soon tried out on a digest, so that it is made under a key of the issuer.
 */
export function userCodeKey(code: string, key: Uint8Array): string {
  return hmac(key, JSON.stringify(["user code", code]))
    .toString("base64url")
    .slice(0, 22);
}
