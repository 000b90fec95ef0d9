import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { isFitRsa, JwkRefused, parseJwk, type PublicJwk, publicJwkOf } from "./jwk.ts";

/** Characters; some dozens of keys. */
const LONGEST = 64 * 1024;

/** One block; what is between its lines holds no hyphen, so that nothing is looked at twice. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/g;

/**
 * The JWK Set of public keys that are written as PEM (SPKI or PKCS#1), or of the key of one certificate.
 *
 * A certificate is a way to write a key and nothing more: neither its dates nor who signed it are looked at. Line breaks
 * may be lost, as they are in forms of one line. Several keys are named by their thumbprints, so that they can be told
 * apart.
 *
 * @see RFC 7468 5, 13, RFC 7517 5
 * @throws {JwkRefused} When it holds a private key or no public one, or a key that this program does not use; the message
 * repeats nothing of it and says what to do.
 *
 * @example A key on a curve
 * ```ts
 * const { publicKey } = await generateKeyPair("ES256");
 * const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
 * assert.deepEqual(jwksOfPem(pem), { keys: [publicJwkOf(publicKey)] });
 * ```
 */
export function jwksOfPem(text: string): { readonly keys: readonly PublicJwk[] } {
  if (text.length > LONGEST) throw new JwkRefused(`Cannot read more than ${LONGEST} characters of keys`);
  checkPublic(text);
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.length === 0) refuseText(text);
  if (blocks.length > 1 && blocks.some(([, label]) => label === "CERTIFICATE"))
    throw new JwkRefused(
      "Cannot take more than one certificate: give the client's own, and none of those that vouch for it",
    );
  const keys = blocks.map(([, label = "", body = ""]) => jwkOf(keyIn(label, body)));
  const named = keys.map(({ jwk, thumbprint: kid }): PublicJwk => ({ ...jwk, kid }));
  return { keys: keys.length === 1 ? keys.map(({ jwk }) => jwk) : named };
}

/** A private key that came by mistake is neither kept nor used, and its owner has to know what happened. */
function checkPublic(text: string): void {
  if (!text.includes("PRIVATE KEY-----")) return;
  throw new JwkRefused(
    "Cannot take a private key, and nothing of it was kept: give the public half (openssl pkey -in KEY.pem -pubout), best of a new key, as this one was sent to somebody",
  );
}

function refuseText(text: string): never {
  if (/^(?:ssh-|ecdsa-)/.test(text.trimStart()))
    throw new JwkRefused("Cannot read a key of OpenSSH: convert it (ssh-keygen -e -m PKCS8 -f KEY.pub)");
  throw new JwkRefused(
    "Cannot find a public key: give all from BEGIN PUBLIC KEY to END PUBLIC KEY with both lines, a certificate, or a JWK Set",
  );
}

function keyIn(label: string, body: string): KeyObject {
  const der = Buffer.from(body, "base64");
  try {
    if (label === "CERTIFICATE") return new X509Certificate(der).publicKey;
    if (label === "PUBLIC KEY") return createPublicKey({ key: der, format: "der", type: "spki" });
    if (label === "RSA PUBLIC KEY") return createPublicKey({ key: der, format: "der", type: "pkcs1" });
  } catch {
    throw new JwkRefused(`Cannot read what stands below BEGIN ${label}: copy it once more, to its last line`);
  }
  throw new JwkRefused(`Cannot take a key from '${label}': give a PUBLIC KEY or a CERTIFICATE`);
}

function jwkOf(key: KeyObject): { readonly jwk: PublicJwk; readonly thumbprint: string } {
  if (key.asymmetricKeyType === "rsa" && !isFitRsa(key)) {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    throw new JwkRefused(
      `Cannot use an RSA key of ${bits} bits with this exponent: make one of 2048 to 8192 (openssl genpkey -algorithm RSA)`,
    );
  }
  const jwk = exportedAs(key);
  const read = parseJwk(jwk);
  if ("why" in read) throw new JwkRefused(`Cannot use the key as ${read.why}`);
  return { jwk, thumbprint: read.thumbprint };
}

function exportedAs(key: KeyObject): PublicJwk {
  try {
    return publicJwkOf(key);
  } catch {
    throw new JwkRefused(
      `Cannot use a key of the kind '${key.asymmetricKeyType ?? "unknown"}': give RSA, EC or Ed25519`,
    );
  }
}
