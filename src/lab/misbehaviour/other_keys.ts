import { createSecretKey, type KeyObject } from "node:crypto";
import {
  generateKeyPair,
  isSymmetric,
  type KeyPair,
  publicJwkOf,
  signingShape,
  type SigningAlg,
} from "../../protocol/mod.ts";

/** Who made a key pair for each kind of key, in this process: none is ever published by a right issuer. */
const pairs = new Map<string, Promise<KeyPair>>();

/** Everybody may know it: what is signed by it is to be refused. */
const OTHER_SECRET = createSecretKey(Buffer.alloc(64, "not the secret of the client"));

function pairFor(alg: SigningAlg): Promise<KeyPair> {
  const { kty, crv = "" } = signingShape(alg);
  const kind = `${kty} ${crv}`;
  const known = pairs.get(kind);
  if (known !== undefined) return known;
  const made = generateKeyPair(alg);
  pairs.set(kind, made);
  return made;
}

/** A key that fits an algorithm and is not the issuer's, nor the client's secret. */
export async function otherKey(alg: SigningAlg): Promise<KeyObject> {
  return isSymmetric(alg) ? OTHER_SECRET : (await pairFor(alg)).privateKey;
}

/** Its public half, without `kid`, `use` and `alg`; undefined for a secret. */
export async function otherJwk(alg: SigningAlg): Promise<Readonly<Record<string, string>> | undefined> {
  return isSymmetric(alg) ? undefined : publicJwkOf((await pairFor(alg)).publicKey);
}
