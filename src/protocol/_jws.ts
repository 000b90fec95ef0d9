import { constants, createHmac, type KeyObject, sign, timingSafeEqual, verify } from "node:crypto";

import { isFitRsa } from "./jwk.ts";
import { leastSecretKeyBytes, type SigningAlg, type SigningShape, signingShape } from "./jwa.ts";

/**
 * Whether a key may be used with an algorithm: of its type, its curve, and large enough. This is what keeps a public
 * key from being taken for a secret, whatever the header says.
 *
 * @see RFC 8725 3.1, RFC 7518 3.2 to 3.5
 */
export function isKeyFor(key: KeyObject, alg: SigningAlg): boolean {
  const { keyType, namedCurve } = signingShape(alg);
  if (keyType === "secret") return key.type === "secret" && (key.symmetricKeySize ?? 0) >= leastSecretKeyBytes(alg);
  if (key.type === "secret" || key.asymmetricKeyType !== keyType) return false;
  if (keyType === "rsa") return isFitRsa(key);
  return namedCurve === undefined || key.asymmetricKeyDetails?.namedCurve === namedCurve;
}

/**
 * A signature of JWS. What is quick is signed here and now; RSA, which takes a millisecond, off the event loop.
 *
 * `node:crypto` signs in about half the time that WebCrypto takes, which a code exchange is measured by.
 *
 * @see RFC 7518 3
 */
export function signBytes(
  text: string,
  { key, alg }: { readonly key: KeyObject; readonly alg: SigningAlg },
): Buffer | Promise<Buffer> {
  const shape = signingShape(alg);
  const data = Buffer.from(text, "latin1");
  if (shape.keyType === "secret") return createHmac(shape.hash, key).update(data).digest();
  if (shape.keyType !== "rsa") return sign(hashOf(shape), data, { key, dsaEncoding: "ieee-p1363" });
  return new Promise((resolve, reject) => {
    sign(shape.hash, data, { key, ...paddingOf(shape) }, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
}

/** Whether a signature of JWS is right; the key has to fit the algorithm (`isKeyFor`). @see RFC 7518 3 */
export function isSignatureOf(
  text: string,
  { key, alg, signature }: { readonly key: KeyObject; readonly alg: SigningAlg; readonly signature: Uint8Array },
): boolean {
  const shape = signingShape(alg);
  const data = Buffer.from(text, "latin1");
  if (shape.keyType === "secret") {
    const expected = createHmac(shape.hash, key).update(data).digest();
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }
  // OpenSSL also takes an RSA signature without its leading zeros, which would be another text for the same token
  if (signature.length !== (shape.signatureBytes ?? rsaBytes(key))) return false;
  const padding = shape.keyType === "rsa" ? paddingOf(shape) : ({ dsaEncoding: "ieee-p1363" } as const);
  return verify(hashOf(shape), data, { key, ...padding }, signature);
}

/** Bytes of each signature of an RSA key. @see RFC 8017 8.1.2 */
function rsaBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

/** Ed25519 hashes by itself. */
function hashOf({ keyType, hash }: SigningShape): string | undefined {
  return keyType === "ed25519" ? undefined : hash;
}

function paddingOf({ pss }: SigningShape): { readonly padding: number; readonly saltLength?: number } {
  return pss === true
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
}
