import { hash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a secret, truncated to 128 bits, as 22 characters of base64url: what the stores hold instead of the secret. */
export type Digest = string & { readonly digest: unique symbol };

const DIGEST_BYTES = 16;

/**
 * The name under which a store knows a high-entropy secret (a token, a code, a generated client secret).
 *
 * Never for passwords that people choose: those need a slow hash.
 */
export function digest(text: string): Digest {
  return sha256(text).toString("base64url", 0, DIGEST_BYTES) as Digest;
}

/** SHA-256 of text (as UTF-8) or bytes: 32 bytes. */
export function sha256(data: string | Uint8Array): Buffer {
  return hash("sha256", data, "buffer");
}

/**
 * Whether two secrets are the same, in a time that tells nothing about where, or in which length, they differ.
 *
 * Both sides are hashed first, so unequal lengths need no early answer and no padding.
 */
export function sameBytes(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}
