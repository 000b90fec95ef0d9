import { hmac, type Instant, sameBytes, type Seconds } from "../platform/mod.ts";

/** What nonces are made of and judged by. */
export interface DpopNonceOptions {
  /** Secret; the same for all processes of a server. */
  readonly key: Uint8Array;
  readonly now: Instant;
}

/** How long one nonce is given out. */
const SLOT: Seconds = 30;
/** Slots in the past whose nonce is still taken, so that nobody is refused for a moment. */
const OLDER = 2;
/** Slots ahead, as another process, whose clock is ahead, may have given one out. */
const NEWER = 1;

function nonceAt(slot: number, key: Uint8Array): string {
  return hmac(key, `dpop nonce ${slot}`).toString("base64url", 0, 18);
}

/**
 * The nonce of this half minute. Nothing is kept: it is made of the time under a secret key.
 *
 * @see RFC 9449 8, 8.1
 *
 * @example It changes with the time
 * ```ts
 * const key = new Uint8Array(32);
 * assert.equal(dpopNonce({ key, now: 1020 }), dpopNonce({ key, now: 1049 }));
 * assert.notEqual(dpopNonce({ key, now: 1020 }), dpopNonce({ key, now: 1050 }));
 * ```
 */
export function dpopNonce({ key, now }: DpopNonceOptions): string {
  return nonceAt(Math.floor(now / SLOT), key);
}

/**
 * Whether a text is a nonce that was given out of late.
 *
 * @see RFC 9449 4.3, 8
 *
 * @example For a minute and a half at the most
 * ```ts
 * const key = new Uint8Array(32);
 * const nonce = dpopNonce({ key, now: 1020 });
 * assert.isTrue(isDpopNonce(nonce, { key, now: 1109 }));
 * assert.isFalse(isDpopNonce(nonce, { key, now: 1110 }));
 * ```
 */
export function isDpopNonce(text: string, { key, now }: DpopNonceOptions): boolean {
  const slot = Math.floor(now / SLOT);
  for (let each = slot - OLDER; each <= slot + NEWER; each += 1) if (sameBytes(text, nonceAt(each, key))) return true;
  return false;
}
