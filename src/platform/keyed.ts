import { createHmac, hkdfSync } from "node:crypto";

const KEY_BYTES = 32;

/** HMAC-SHA-256 of text (as UTF-8) under a key: 32 bytes. */
export function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/**
 * A key of 32 bytes for one purpose, derived from the operator's one secret (HKDF with SHA-256 and no salt).
 *
 * @see RFC 5869 2
 * @param secret High-entropy input, as text (UTF-8) or bytes.
 * @param purpose A fixed sentence that no other use shares, such as `refresh successor`.
 * @throws {RangeError} When the secret or the purpose is empty.
 */
export function deriveKey(secret: string | Uint8Array, purpose: string): Buffer {
  if (secret.length === 0) throw new RangeError("Cannot derive a key as the secret is empty");
  if (purpose === "") throw new RangeError("Cannot derive a key as the purpose is empty");
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, KEY_BYTES));
}
