import type { Seconds } from "../platform/mod.ts";
import type { KeyAlg, SigningAlg } from "../protocol/mod.ts";

/** Which keys an issuer has, and how they live. */
export interface KeyPolicy {
  /** Signature algorithms, each of which has a key; the first is the issuer's default. */
  readonly signing: readonly SigningAlg[];
  /** Key management algorithms that are decrypted. */
  readonly encryption: readonly KeyAlg[];
  /** How long a key signs; 0 = until it is rotated by hand. */
  readonly rotation: Seconds;
  /** How long a key is published before it signs. */
  readonly ahead: Seconds;
  /** How long a retired key is published: as long as a token lives, with what clocks may be apart. */
  readonly keptFor: Seconds;
}

/** The algorithms that have a key of their own: each for signatures, and one a family for encryption. */
export function keyedAlgs({ signing, encryption }: KeyPolicy): readonly (SigningAlg | KeyAlg)[] {
  return [...new Set([...signing, ...encryption.map(familyOf)])];
}

/** The algorithm under which the keys of a key management algorithm's family are kept: one key serves all of them. */
export function familyOf<Alg extends string>(alg: Alg): Alg | "RSA-OAEP-256" | "ECDH-ES" {
  if (alg.startsWith("RSA-OAEP")) return "RSA-OAEP-256";
  return alg.startsWith("ECDH-ES") ? "ECDH-ES" : alg;
}
