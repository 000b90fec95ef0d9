import { assert } from "chai";
import { createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { JwtRefused, type JwtReason, type SigningAlg } from "./mod.ts";

/** A key to sign with and the one to verify with. */
export interface SamplePair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ED = generateKeyPairSync("ed25519");
const SECRET = createSecretKey(Buffer.alloc(64, "secret"));

/** One pair of each algorithm; the same for those that share a kind of key. */
export const PAIRS: Readonly<Record<SigningAlg, SamplePair>> = {
  RS256: RSA,
  RS384: RSA,
  RS512: RSA,
  PS256: RSA,
  PS384: RSA,
  PS512: RSA,
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  ES384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  ES512: generateKeyPairSync("ec", { namedCurve: "P-521" }),
  EdDSA: ED,
  Ed25519: ED,
  HS256: { privateKey: SECRET, publicKey: SECRET },
  HS384: { privateKey: SECRET, publicKey: SECRET },
  HS512: { privateKey: SECRET, publicKey: SECRET },
};

/** All algorithms. */
export const ALGS = Object.keys(PAIRS) as SigningAlg[];

/** A part of a JWT as anybody may write it. */
export function part(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** The refusal of a JWT. */
export async function jwtRefusal(attempt: () => unknown): Promise<JwtRefused> {
  try {
    await attempt();
  } catch (error) {
    assert.instanceOf(error, JwtRefused);
    return error;
  }
  assert.fail("nothing was refused");
}

/** Fails unless a JWT is refused for a reason. */
export async function assertJwtRefused(attempt: () => unknown, reason: JwtReason): Promise<void> {
  assert.equal((await jwtRefusal(attempt)).reason, reason);
}
