import { createPrivateKey, type KeyObject } from "node:crypto";

import { type Instant, openSealed, type Random, seal } from "../platform/mod.ts";
import {
  findSigningAlg,
  generateKeyPair,
  type KeyAlg,
  type KeyPair,
  publicJwkOf,
  type SigningAlg,
  thumbprint,
} from "../protocol/mod.ts";
import type { KeyRecord } from "../stores/mod.ts";

/** Makes key pairs; tests hand out pairs that were made before. */
export type GenerateKeyPair = (alg: SigningAlg | KeyAlg) => Promise<KeyPair>;

/** How {@link makeKey} makes a key. */
export interface MakeKeyOptions {
  readonly generation: number;
  readonly createdAt: Instant;
  readonly activeFrom: Instant;
  /** 32 bytes under which the private half is sealed. */
  readonly sealKey: Uint8Array;
  readonly random: Pick<Random, "bytes">;
  readonly generate?: GenerateKeyPair | undefined;
}

/** The keys at rest were sealed under another secret. */
export class KeysUnreadable extends Error {
  override readonly name = "KeysUnreadable";
}

/** A fresh key as a record, named by its thumbprint. @see RFC 7638 3 */
export async function makeKey(alg: SigningAlg | KeyAlg, options: MakeKeyOptions): Promise<KeyRecord> {
  const { generation, createdAt, activeFrom, sealKey, random, generate = generateKeyPair } = options;
  const { privateKey, publicKey } = await generate(alg);
  const publicJwk = publicJwkOf(publicKey);
  const kid = thumbprint(publicJwk);
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  const sealedPrivate = seal(der, { key: sealKey, purpose: purposeOf(kid), random });
  const use = findSigningAlg(alg) === undefined ? "enc" : "sig";
  return { kid, alg, use, generation, publicJwk, sealedPrivate, createdAt, activeFrom };
}

/**
 * The private half of a key at rest.
 *
 * @throws {KeysUnreadable} When it was sealed under another secret.
 */
export function privateKeyOf({ kid, sealedPrivate }: KeyRecord, sealKey: Uint8Array): KeyObject {
  try {
    const der = openSealed(sealedPrivate, { key: sealKey, purpose: purposeOf(kid) });
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch (cause) {
    throw new KeysUnreadable(
      "Cannot read the issuer's keys as SECRET_KEY is not the one under which they were sealed: give that one, or remove each key that touchstone key list shows with touchstone key retire KID --force",
      { cause },
    );
  }
}

function purposeOf(kid: string): string {
  return `private key ${kid}`;
}
