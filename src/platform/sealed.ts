import { createCipheriv, createDecipheriv } from "node:crypto";

import type { Random } from "./random.ts";

const FORM = "s1.";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What sealed text is opened with. */
export interface OpenSealedOptions {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Bound to what is sealed (a record's kind and name), so that it cannot be moved elsewhere. */
  readonly purpose: string;
}

/** How {@link seal} seals. */
export interface SealOptions extends OpenSealedOptions {
  /** Draws the nonce. */
  readonly random: Pick<Random, "bytes">;
}

/** Sealed text that cannot be opened: another key, another purpose, or it was changed. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/**
 * Hides and protects a secret that is kept in a store: AES-256-GCM under a fresh nonce of 96 bits.
 *
 * @param key 32 bytes.
 * @returns `s1.` and base64url of nonce, ciphertext and tag; the form is named so that a later one can tell them apart.
 * @throws {RangeError} When the key has another length.
 */
export function seal(plaintext: string | Uint8Array, { key, purpose, random }: SealOptions): string {
  checkKey(key);
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose));
  const hidden = Buffer.concat([nonce, cipher.update(Buffer.from(plaintext)), cipher.final(), cipher.getAuthTag()]);
  return FORM + hidden.toString("base64url");
}

/**
 * What was sealed under the same key for the same purpose.
 *
 * @throws {SealBroken} When it was not, or is not sealed text at all.
 * @throws {RangeError} When the key has another length.
 */
export function openSealed(text: string, { key, purpose }: OpenSealedOptions): Buffer {
  checkKey(key);
  const bytes = Buffer.from(text.slice(FORM.length), "base64url");
  if (!text.startsWith(FORM) || bytes.toString("base64url") !== text.slice(FORM.length))
    throw new SealBroken("Cannot open what is not sealed text");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken("Cannot open sealed text that is too short");
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(end));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch (error) {
    throw new SealBroken("Cannot open sealed text as its key, its purpose or itself is another", { cause: error });
  }
}

function checkKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new RangeError("Cannot seal under a key that does not have 32 bytes");
}
