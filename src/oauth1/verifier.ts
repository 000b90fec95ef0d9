import { hmac, type Random, sameBytes } from "../platform/mod.ts";

/** The callback of a consumer that cannot be called back. @see RFC 5849 2.1 */
export const OUT_OF_BAND = "oob";

/** Wrong verifiers that temporary credentials survive whose verifier a person types. */
export const MOST_TRIES = 5;

const PIN_LENGTH = 8;
/** The greatest multiple of 10 that fits a byte: greater bytes would favour the first digits. */
const REJECTED_FROM = 250;

/** Eight digits, for a person to read on one screen and to type on another. @see RFC 5849 2.2 */
function drawPin(random: Random): string {
  let pin = "";
  while (pin.length < PIN_LENGTH) {
    for (const byte of random.bytes(PIN_LENGTH - pin.length)) if (byte < REJECTED_FROM) pin += String(byte % 10);
  }
  return pin;
}

/**
 * A fresh verification code: 190 bits for a callback; eight digits where a person has to type them, of which no more
 * than {@link MOST_TRIES} can be tried.
 *
 * @see RFC 5849 2.2
 */
export function drawVerifier(callback: string, random: Random): string {
  return callback === OUT_OF_BAND ? drawPin(random) : random.base62(32);
}

/** What is to be told apart from what else is made under the same key. */
const PURPOSE = "oauth1 verifier";

/**
 * What is kept of a verification code.
 *
 * Beyond: eight digits are soon tried out on a digest, so that it is made under a key of the issuer.
 */
export function verifierDigest(
  verifier: string,
  { key, temporary }: { readonly key: Uint8Array; readonly temporary: string },
): string {
  return hmac(key, JSON.stringify([PURPOSE, temporary, verifier])).toString("base64url");
}

/** What people put between digits when they type or paste them. */
function typed(verifier: string, callback: string): string {
  return callback === OUT_OF_BAND ? verifier.replaceAll(/[ -]/g, "") : verifier;
}

/** Whether a verification code is the one of which a digest is kept; blanks and dashes in typed ones do not count. */
export function isVerifierOf(
  verifier: string,
  {
    kept,
    callback,
    ...options
  }: { readonly kept: string; readonly callback: string; readonly key: Uint8Array; readonly temporary: string },
): boolean {
  return sameBytes(verifierDigest(typed(verifier, callback), options), kept);
}
