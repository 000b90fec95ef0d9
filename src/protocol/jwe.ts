import { createSecretKey, hash, type KeyObject } from "node:crypto";
import { compactDecrypt, CompactEncrypt, errors } from "jose";

import { parseJsonObject } from "./_json_object.ts";
import type { ContentAlg, KeyAlg } from "./jwa.ts";
import type { JwtClaims } from "./jwt.ts";

/** The header of a JWE. @see RFC 7516 4 */
export interface JweHeader {
  readonly alg: string;
  readonly enc: string;
  readonly kid?: string;
  readonly cty?: string;
  readonly [name: string]: unknown;
}

/** What a JWE was refused for. */
export type JweReason = "malformed" | "alg" | "enc" | "crit" | "key" | "decrypt";

/**
 * A JWE that is refused; the message is fit for `error_description` and holds nothing of the content.
 *
 * @example Parts that are missing
 * ```ts
 * assert.throws(() => peekJwe("a.b.c"), JweRefused, "Cannot read the JWE as its parts are not fit");
 * ```
 */
export class JweRefused extends Error {
  override readonly name = "JweRefused";
  /** What it was refused for, for a program. */
  readonly reason: JweReason;

  constructor(reason: JweReason, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

/** How {@link encryptJwt} encrypts. */
export interface EncryptJwtOptions {
  readonly alg: KeyAlg;
  readonly enc: ContentAlg;
  /** The public key of who may read it; for `dir` the secret of {@link directKey}. */
  readonly key: KeyObject;
  readonly kid?: string | undefined;
  readonly typ?: string | undefined;
}

/** What {@link decryptJwt} accepts. */
export interface DecryptJwtOptions {
  readonly algs: readonly KeyAlg[];
  readonly encs: readonly ContentAlg[];
  /** The private key, or the secret of `dir`, for a header; undefined when there is none. */
  readonly keyFor: (header: JweHeader) => KeyObject | undefined | Promise<KeyObject | undefined>;
  /** Characters that are read at most; 64 KiB when not given. */
  readonly longest?: number;
}

/** What was in a JWE: a signed JWT when `header.cty` is `JWT`, else JSON. */
export interface DecryptedJwt {
  readonly header: JweHeader;
  readonly text: string;
}

const LONGEST = 64 * 1024;
const CONTENT_KEY_BYTES: Readonly<Record<ContentAlg, number>> = {
  A128GCM: 16,
  A256GCM: 32,
  "A128CBC-HS256": 32,
  "A256CBC-HS512": 64,
};

/**
 * Encrypts a signed JWT (text; signed first, then encrypted, and said so by `cty`) or bare claims, in compact form.
 *
 * @see RFC 7516 5.1, RFC 7519 5.2 and 11.2
 *
 * @example Claims for who has the secret
 * ```ts
 * const key = directKey("a secret of a client", "A128GCM");
 * const text = await encryptJwt({ sub: "me" }, { alg: "dir", enc: "A128GCM", key });
 * assert.deepEqual(peekJwe(text), { alg: "dir", enc: "A128GCM" });
 * ```
 */
export async function encryptJwt(content: string | JwtClaims, options: EncryptJwtOptions): Promise<string> {
  const { alg, enc, key, kid, typ } = options;
  const isNested = typeof content === "string";
  const text = isNested ? content : JSON.stringify(content);
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({
      alg,
      enc,
      ...(kid === undefined ? {} : { kid }),
      ...(typ === undefined ? {} : { typ }),
      ...(isNested ? { cty: "JWT" } : {}),
    })
    .encrypt(key);
}

/**
 * What a JWE in compact form holds. Only the caller's algorithms are accepted, nothing is decompressed, and no key is
 * made from a password (PBES2).
 *
 * @see RFC 7516 5.2
 * @throws {JweRefused} When it cannot be read; a failing key and a failing content give one and the same answer.
 *
 * @example There and back
 * ```ts
 * const key = directKey("a secret of a client", "A128GCM");
 * const text = await encryptJwt({ sub: "me" }, { alg: "dir", enc: "A128GCM", key });
 * const read = await decryptJwt(text, { algs: ["dir"], encs: ["A128GCM"], keyFor: () => key });
 * assert.equal(read.text, '{"sub":"me"}');
 * ```
 */
export async function decryptJwt(text: string, options: DecryptJwtOptions): Promise<DecryptedJwt> {
  const { algs, encs, keyFor, longest = LONGEST } = options;
  const header = peekJwe(text, { longest });
  if (!algs.some((alg) => alg === header.alg))
    throw new JweRefused("alg", "Cannot decrypt the JWE as its algorithm is not allowed");
  if (!encs.some((enc) => enc === header.enc))
    throw new JweRefused("enc", "Cannot decrypt the JWE as its content encryption is not allowed");
  const key = await keyFor(header);
  if (key === undefined) throw new JweRefused("key", "Cannot decrypt the JWE as its key is not known");
  try {
    const { plaintext } = await compactDecrypt(text, key, {
      keyManagementAlgorithms: [...algs],
      contentEncryptionAlgorithms: [...encs],
    });
    return { header, text: new TextDecoder("utf-8", { fatal: true }).decode(plaintext) };
  } catch (error) {
    const isOurs = error instanceof errors.JOSEError;
    throw new JweRefused("decrypt", "Cannot decrypt the JWE with the key that it names", {
      cause: isOurs ? error.code : error,
    });
  }
}

/**
 * The header of a JWE in compact form, read without decrypting it.
 *
 * @throws {JweRefused} When it is too long or not a JWE, and when it asks for an extension (`crit`, `zip`, `p2c`).
 *
 * @example The header of a JWE that has a direct key
 * ```ts
 * const header = peekJwe("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0....");
 * assert.deepEqual(header, { alg: "dir", enc: "A128GCM" });
 * ```
 */
export function peekJwe(text: string, { longest = LONGEST }: { readonly longest?: number } = {}): JweHeader {
  if (text.length > longest) throw new JweRefused("malformed", "Cannot read the JWE as it is too long");
  const parts = text.split(".", 6);
  if (!isJwe(text) || !parts.every(isBase64url))
    throw new JweRefused("malformed", "Cannot read the JWE as its parts are not fit");
  const header = parseJsonObject(Buffer.from(parts[0] ?? "", "base64url"));
  if (!isHeader(header)) throw new JweRefused("malformed", "Cannot read the JWE as its header is not fit");
  // decompressing and stretching a password would let the sender spend our time and memory
  if (["crit", "zip", "p2c", "p2s"].some((name) => Object.hasOwn(header, name)))
    throw new JweRefused("crit", "Cannot read the JWE as its header demands an extension");
  return header;
}

/**
 * Whether text has the five parts of a JWE in compact form, where a signed JWT has three.
 *
 * @see RFC 7516 9
 *
 * @example Five parts and three
 * ```ts
 * assert.isTrue(isJwe("a.b.c.d.e"));
 * assert.isFalse(isJwe("a.b.c"));
 * ```
 */
export function isJwe(text: string): boolean {
  return text.split(".", 6).length === 5;
}

/**
 * The key of `dir` that a client and its server both make from the client secret.
 *
 * @see OpenID Connect Core 10.2
 *
 * @example As many bytes as the content encryption takes
 * ```ts
 * assert.equal(directKey("a secret of a client", "A128CBC-HS256").symmetricKeySize, 32);
 * ```
 */
export function directKey(clientSecret: string, enc: ContentAlg): KeyObject {
  const bytes = CONTENT_KEY_BYTES[enc];
  const whole = hash(bytes > 32 ? "sha512" : "sha256", clientSecret, "buffer");
  return createSecretKey(whole.subarray(0, bytes));
}

function isHeader(header: Readonly<Record<string, unknown>> | undefined): header is JweHeader {
  if (header === undefined) return false;
  const { alg, enc, kid, cty } = header;
  const areTexts = [kid, cty].every((value) => value === undefined || typeof value === "string");
  return typeof alg === "string" && typeof enc === "string" && areTexts;
}

function isBase64url(text: string): boolean {
  return Buffer.from(text, "base64url").toString("base64url") === text;
}
