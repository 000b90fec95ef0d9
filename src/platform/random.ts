import { createCipheriv, randomFillSync } from "node:crypto";

import { sha256 } from "./digest.ts";

/** The 62 digits, in the order of their values, in which tokens and checksums are written. */
export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Where the program finds unguessable things; nothing but this room asks the machine for them. */
export interface Random {
  /** Fresh bytes; the buffer belongs to the caller. */
  bytes(count: number): Buffer;
  /** That many digits of {@link BASE62}, each equally likely (5.95 bits a digit). */
  base62(length: number): string;
  /** At least that many bits as base64url. */
  token(bits: number): string;
  /** A random UUID (RFC 9562 5.4, version 4). */
  uuid(): string;
}

const POOL_BYTES = 8192;

// 248 is the greatest multiple of 62 that fits a byte: greater bytes would favour the first eight digits
const REJECTED_FROM = 248;

const DIGIT_OF_BYTE = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < REJECTED_FROM ? BASE62.charCodeAt(byte % BASE62.length) : 0,
);

/** The machine's cryptographic randomness, drawn a few KiB at a time because each draw is a system call. */
export const systemRandom: Random = createRandom((pool) => void randomFillSync(pool));

/**
 * Randomness that repeats itself, for tests: the same seed gives the same values in the same order.
 *
 * Never for anything that must not be guessed.
 */
export function seededRandom(seed: string): Random {
  const stream = createCipheriv("aes-256-ctr", sha256(seed), Buffer.alloc(16));
  return createRandom((pool) => {
    pool.set(stream.update(Buffer.alloc(pool.length)));
  });
}

function createRandom(fill: (pool: Buffer) => void): Random {
  const pool = Buffer.alloc(POOL_BYTES);
  let position = POOL_BYTES;

  function take(count: number): Buffer {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`Cannot draw '${count}' random bytes`);
    const taken = Buffer.alloc(count);
    if (count > POOL_BYTES) {
      fill(taken);
      return taken;
    }
    if (position + count > POOL_BYTES) refill();
    pool.copy(taken, 0, position, position + count);
    // what was handed out does not stay in memory for a second reader
    pool.fill(0, position, position + count);
    position += count;
    return taken;
  }

  function refill(): void {
    fill(pool);
    position = 0;
  }

  function base62(length: number): string {
    if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`Cannot draw '${length}' random digits`);
    const digits = Buffer.allocUnsafe(length);
    let written = 0;
    while (written < length) {
      if (position === POOL_BYTES) refill();
      const digit = DIGIT_OF_BYTE[pool[position] ?? 255] ?? 0;
      pool[position] = 0;
      position += 1;
      if (digit !== 0) {
        digits[written] = digit;
        written += 1;
      }
    }
    return digits.toString("latin1");
  }

  function uuid(): string {
    const bytes = take(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  return Object.freeze({
    bytes: take,
    base62,
    token: (bits: number) => take(Math.ceil(bits / 8)).toString("base64url"),
    uuid,
  });
}
