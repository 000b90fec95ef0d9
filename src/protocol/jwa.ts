/** A signature algorithm of this program; Ed25519 is EdDSA by its newer name. @see RFC 7518 3.1, RFC 8037 3.1, RFC 9864 2.2 */
export type SigningAlg =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA"
  | "Ed25519"
  | "HS256"
  | "HS384"
  | "HS512";

/** How the key of a JWE is agreed on or wrapped. @see RFC 7518 4.1 */
export type KeyAlg = "RSA-OAEP" | "RSA-OAEP-256" | "ECDH-ES" | "ECDH-ES+A128KW" | "ECDH-ES+A256KW" | "dir";

/** How the content of a JWE is encrypted. @see RFC 7518 5.1 */
export type ContentAlg = "A128GCM" | "A256GCM" | "A128CBC-HS256" | "A256CBC-HS512";

/** What a signature algorithm is made of. */
export interface SigningShape {
  /** The hash, as `node:crypto` calls it. */
  readonly hash: "sha256" | "sha384" | "sha512";
  /** The type of its keys, as `node:crypto` calls it. */
  readonly keyType: "rsa" | "ec" | "ed25519" | "secret";
  /** The type of its keys as a JWK. */
  readonly kty: "RSA" | "EC" | "OKP" | "oct";
  /** The curve of its keys, as a JWK names it. */
  readonly crv?: "P-256" | "P-384" | "P-521" | "Ed25519";
  /** The curve of its keys, as `node:crypto` calls it. */
  readonly namedCurve?: "prime256v1" | "secp384r1" | "secp521r1";
  /** Whether the padding is RSASSA-PSS. */
  readonly pss?: true;
  /** Bytes of each signature, where it is one number. */
  readonly signatureBytes?: number;
}

const RSA = { keyType: "rsa", kty: "RSA" } as const;
const HMAC = { keyType: "secret", kty: "oct" } as const;
const P256 = { keyType: "ec", kty: "EC", crv: "P-256", namedCurve: "prime256v1", signatureBytes: 64 } as const;
const P384 = { keyType: "ec", kty: "EC", crv: "P-384", namedCurve: "secp384r1", signatureBytes: 96 } as const;
const P521 = { keyType: "ec", kty: "EC", crv: "P-521", namedCurve: "secp521r1", signatureBytes: 132 } as const;
const ED25519 = { keyType: "ed25519", kty: "OKP", crv: "Ed25519", signatureBytes: 64 } as const;

const SHAPES: ReadonlyMap<string, SigningShape & { readonly alg: SigningAlg }> = new Map(
  (
    [
      { alg: "RS256", hash: "sha256", ...RSA },
      { alg: "RS384", hash: "sha384", ...RSA },
      { alg: "RS512", hash: "sha512", ...RSA },
      { alg: "PS256", hash: "sha256", pss: true, ...RSA },
      { alg: "PS384", hash: "sha384", pss: true, ...RSA },
      { alg: "PS512", hash: "sha512", pss: true, ...RSA },
      { alg: "ES256", hash: "sha256", ...P256 },
      { alg: "ES384", hash: "sha384", ...P384 },
      { alg: "ES512", hash: "sha512", ...P521 },
      { alg: "EdDSA", hash: "sha512", ...ED25519 },
      { alg: "Ed25519", hash: "sha512", ...ED25519 },
      { alg: "HS256", hash: "sha256", ...HMAC },
      { alg: "HS384", hash: "sha384", ...HMAC },
      { alg: "HS512", hash: "sha512", ...HMAC },
    ] as const
  ).map((shape) => [shape.alg, shape]),
);

/** Algorithms that an issuer may have a key of its own for. */
export const KEY_RING_ALGS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"] as const satisfies readonly SigningAlg[];

/** Algorithms in which this program issues: those of its own keys, and HS256 under a client's secret. */
export const ISSUING_ALGS: readonly SigningAlg[] = Object.freeze([...KEY_RING_ALGS, "HS256"]);

/** Algorithms that are accepted of whoever signs with a key of their own: clients, and issuers that are trusted. */
export const CLIENT_KEY_ALGS: readonly SigningAlg[] = Object.freeze([
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
]);

/** Algorithms that are accepted of a client that signs with its secret. @see OpenID Connect Core 9 */
export const CLIENT_SECRET_ALGS: readonly SigningAlg[] = Object.freeze(["HS256", "HS384", "HS512"]);

/** Key management algorithms for JWEs to and from a key pair. */
export const KEY_ALGS = [
  "RSA-OAEP",
  "RSA-OAEP-256",
  "ECDH-ES",
  "ECDH-ES+A128KW",
  "ECDH-ES+A256KW",
] as const satisfies readonly KeyAlg[];

/** How what is issued may be encrypted for a client: to its public key, or under its secret. @see OpenID Connect Core 10.2 */
export const ISSUED_KEY_ALGS: readonly KeyAlg[] = Object.freeze([...KEY_ALGS, "dir"]);

/** Content encryption algorithms for JWEs, both ways. */
export const CONTENT_ALGS = [
  "A128GCM",
  "A256GCM",
  "A128CBC-HS256",
  "A256CBC-HS512",
] as const satisfies readonly ContentAlg[];

/**
 * The signature algorithm of a name; undefined when this program does not know it, as `none`.
 *
 * @example A signature is never left out
 * ```ts
 * assert.equal(findSigningAlg("ES256"), "ES256");
 * assert.isUndefined(findSigningAlg("none"));
 * ```
 */
export function findSigningAlg(name: unknown): SigningAlg | undefined {
  return typeof name === "string" ? SHAPES.get(name)?.alg : undefined;
}

/**
 * What a signature algorithm is made of.
 *
 * @throws {RangeError} When there is no such algorithm.
 *
 * @example A curve and a hash
 * ```ts
 * assert.include(signingShape("ES256"), { kty: "EC", crv: "P-256", hash: "sha256" });
 * ```
 */
export function signingShape(alg: SigningAlg): SigningShape {
  const shape = SHAPES.get(alg);
  if (shape === undefined) throw new RangeError(`Cannot sign by '${alg}' as there is no such algorithm`);
  return shape;
}

/**
 * Whether an algorithm signs with a secret that both sides know.
 *
 * @example An HMAC, and a signature by a key pair
 * ```ts
 * assert.isTrue(isSymmetric("HS256"));
 * assert.isFalse(isSymmetric("ES256"));
 * ```
 */
export function isSymmetric(alg: SigningAlg): boolean {
  return signingShape(alg).keyType === "secret";
}

const HASH_BYTES = { sha256: 32, sha384: 48, sha512: 64 } as const;

/**
 * Bytes that a secret must have to be the key of an HMAC: no fewer than its hash; 0 for an algorithm of key pairs.
 *
 * @see RFC 7518 3.2
 *
 * @example A hash of 384 bits
 * ```ts
 * assert.equal(leastSecretKeyBytes("HS384"), 48);
 * ```
 */
export function leastSecretKeyBytes(alg: SigningAlg): number {
  const { keyType, hash } = signingShape(alg);
  return keyType === "secret" ? HASH_BYTES[hash] : 0;
}
