import { constants, createHmac, type KeyObject, sign, verify } from "node:crypto";
import { sameBytes } from "../platform/mod.ts";
import { encodePercent } from "./percent_encoding.ts";

/** The signature methods that this program knows, those of the specification and their successors by SHA-256. */
export const SIGNATURE_METHODS = ["HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "RSA-SHA256", "PLAINTEXT"] as const;

/** How a request is signed. @see RFC 5849 3.4 */
export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];

/** The secrets of the consumer and of its token; empty where there is no token. */
export interface SharedSecrets {
  readonly consumerSecret: string;
  readonly tokenSecret: string;
}

/** What a signature is verified by: both secrets, or the consumer's public key. */
export type VerifyingKey = SharedSecrets | KeyObject;

/** What is verified. */
export interface VerifySignatureOptions {
  /** Of {@link signatureBaseString}; PLAINTEXT does without. */
  readonly base: string;
  readonly signature: string;
  readonly key: VerifyingKey;
}

/**
 * The method of a name; undefined when there is none.
 *
 * @example Names are written as they are
 * ```ts
 * assert.isUndefined(findSignatureMethod("hmac-sha1"));
 * ```
 */
export function findSignatureMethod(name: string): SignatureMethod | undefined {
  return SIGNATURE_METHODS.find((method) => method === name);
}

/** Whether a method signs with a private key instead of the secrets. @see RFC 5849 3.4.3 */
export function isRsa(method: SignatureMethod): boolean {
  return method === "RSA-SHA1" || method === "RSA-SHA256";
}

/** The hash function of a method; of PLAINTEXT, which has none, that of the specification's own methods. */
export function hashOf(method: SignatureMethod): "sha1" | "sha256" {
  return method === "HMAC-SHA256" || method === "RSA-SHA256" ? "sha256" : "sha1";
}

/**
 * The key of an HMAC, and the whole signature of PLAINTEXT: both secrets, with an ampersand between them even where they
 * are empty.
 *
 * @see RFC 5849 3.4.2, 3.4.4
 *
 * @example Without a token
 * ```ts
 * assert.equal(secretsText({ consumerSecret: "a&b", tokenSecret: "" }), "a%26b&");
 * ```
 */
export function secretsText({ consumerSecret, tokenSecret }: SharedSecrets): string {
  return `${encodePercent(consumerSecret)}&${encodePercent(tokenSecret)}`;
}

/**
 * The signature of a base string, for who makes requests.
 *
 * @see RFC 5849 3.4.2 to 3.4.4
 * @throws {TypeError} When the key is not of the method's kind.
 *
 * @example By both secrets
 * ```ts
 * const key = { consumerSecret: "cs", tokenSecret: "ts" };
 * assert.equal(signatureOf("HMAC-SHA1", { base: "bs", key }), "VZVjXceV7JgPq/dOTnNmEfO0Fv8=");
 * ```
 */
export function signatureOf(
  method: SignatureMethod,
  { base, key }: { readonly base: string; readonly key: SharedSecrets | KeyObject },
): string {
  if (isRsa(method)) {
    if (isShared(key)) throw new TypeError(`Cannot sign by '${method}' without a private key`);
    return sign(hashOf(method), Buffer.from(base), pkcs1(key)).toString("base64");
  }
  if (!isShared(key)) throw new TypeError(`Cannot sign by '${method}' without secrets`);
  if (method === "PLAINTEXT") return secretsText(key);
  return createHmac(hashOf(method), secretsText(key)).update(base).digest("base64");
}

/**
 * Whether a signature is that of a base string, in a time that tells nothing of the right one.
 *
 * Choice: base64 must be canonical (alphabet, padding, no stray bits, no line breaks), so that a signature has one form.
 *
 * @see RFC 5849 3.2, 3.4.2 to 3.4.4
 * @returns False as well when the key is not of the method's kind.
 *
 * @example The secret itself
 * ```ts
 * const key = { consumerSecret: "cs", tokenSecret: "" };
 * assert.isTrue(isSignatureOf("PLAINTEXT", { base: "", signature: "cs&", key }));
 * assert.isFalse(isSignatureOf("PLAINTEXT", { base: "", signature: "cs", key }));
 * ```
 */
export function isSignatureOf(method: SignatureMethod, { base, signature, key }: VerifySignatureOptions): boolean {
  if (!isRsa(method)) return isShared(key) && sameBytes(signatureOf(method, { base, key }), signature);
  if (isShared(key) || key.asymmetricKeyType !== "rsa") return false;
  const bytes = Buffer.from(signature, "base64");
  return bytes.toString("base64") === signature && verify(hashOf(method), Buffer.from(base), pkcs1(key), bytes);
}

function pkcs1(key: KeyObject) {
  return { key, padding: constants.RSA_PKCS1_PADDING };
}

function isShared(key: SharedSecrets | KeyObject): key is SharedSecrets {
  return "consumerSecret" in key;
}
