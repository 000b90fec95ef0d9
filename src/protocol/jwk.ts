import { createHash, createPublicKey, generateKeyPair as generateKeyPairOfNode, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import { isJsonObject } from "./_json_object.ts";
import { type KeyAlg, type SigningAlg, findSigningAlg, KEY_ALGS, signingShape } from "./jwa.ts";

/** What a key is for. @see RFC 7517 4.2 */
export type KeyUse = "sig" | "enc";

/** The public members of a JWK, as they are published. @see RFC 7517 4 */
export type PublicJwk = Readonly<Record<string, string>>;

/** A public key that was checked and imported, once. */
export interface PublicKey {
  readonly kid?: string;
  /** The one algorithm that it is meant for. */
  readonly alg?: string;
  readonly use?: KeyUse;
  readonly key: KeyObject;
  readonly kty: "RSA" | "EC" | "OKP";
  readonly crv?: string;
  /** Of RFC 7638, by SHA-256. */
  readonly thumbprint: string;
}

/** A key of a set that is left out, and why. @see RFC 7517 5 */
export interface IgnoredKey {
  readonly kid?: string;
  readonly why: string;
}

/** The public keys of somebody. */
export interface KeySet {
  readonly keys: readonly PublicKey[];
  /** Keys of a kind, curve or size that this program does not use. */
  readonly ignored: readonly IgnoredKey[];
}

/** What a key is looked for by. */
export interface KeyWish {
  readonly alg: string;
  readonly use: KeyUse;
  readonly kid?: string | undefined;
}

/**
 * A key set that is refused as a whole; the message is fit for `error_description`.
 *
 * @example A secret among public keys
 * ```ts
 * assert.throws(() => parseJwks({ keys: [{ kty: "oct", k: "AA" }] }), JwkRefused, "public keys only");
 * ```
 */
export class JwkRefused extends Error {
  override readonly name = "JwkRefused";
}

const MOST_KEYS = 64;
const MOST_KID_CHARACTERS = 256;
const MOST_MEMBER_CHARACTERS = 4096;
const LEAST_RSA_BITS = 2048;
const MOST_RSA_BITS = 8192;
const LEAST_EXPONENT = 65_537n;
const MOST_EXPONENT = 0xffff_ffffn;
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
const REQUIRED: Readonly<Record<PublicKey["kty"], readonly string[]>> = {
  EC: ["crv", "x", "y"],
  OKP: ["crv", "x"],
  RSA: ["e", "n"],
};
const CURVES: ReadonlySet<string> = new Set(["P-256", "P-384", "P-521", "Ed25519", "X25519"]);
const ENCRYPTION_CURVES: ReadonlySet<string> = new Set(["P-256", "P-384", "P-521", "X25519"]);
const KEY_OPS: Readonly<Record<KeyUse, readonly string[]>> = {
  sig: ["verify", "sign"],
  enc: ["encrypt", "wrapKey", "deriveKey", "deriveBits", "decrypt", "unwrapKey"],
};

type Members = Readonly<Record<string, unknown>>;

/**
 * The public keys of a JWK Set that somebody else wrote, checked and imported.
 *
 * Keys of a kind that this program does not use, or out of the supported sizes, are left out, as the specification
 * says; what can only be a mistake refuses the set.
 *
 * @see RFC 7517 5
 * @throws {JwkRefused} When it is not a set, holds a private or symmetric key, is too large, or names two keys of one
 * use alike.
 *
 * @example A key that is read, and one that is left out
 * ```ts
 * const ed = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
 * const { keys, ignored } = parseJwks({ keys: [ed, { kty: "AKP", kid: "new" }] });
 * assert.equal(keys[0]?.crv, "Ed25519");
 * assert.deepEqual(ignored, [{ kid: "new", why: "its type is not known" }]);
 * ```
 */
export function parseJwks(value: unknown): KeySet {
  if (!isJsonObject(value) || !Array.isArray(value["keys"]))
    throw new JwkRefused("Cannot read a key set without a list of keys");
  const list: readonly unknown[] = value["keys"];
  if (list.length > MOST_KEYS) throw new JwkRefused(`Cannot read a key set of more than ${MOST_KEYS} keys`);
  const keys: PublicKey[] = [];
  const ignored: IgnoredKey[] = [];
  for (const each of list) {
    const read = parseJwk(each);
    if ("why" in read) ignored.push(read);
    else keys.push(read);
  }
  checkNames(keys);
  return { keys, ignored };
}

/**
 * A single public key; or why it is left out.
 *
 * @throws {JwkRefused} When it is private or symmetric, or is no JWK at all.
 *
 * @example A key of a type that is not known
 * ```ts
 * assert.deepEqual(parseJwk({ kty: "AKP" }), { why: "its type is not known" });
 * ```
 */
export function parseJwk(value: unknown): PublicKey | IgnoredKey {
  if (!isJsonObject(value)) throw new JwkRefused("Cannot read a key that is not a JSON object");
  const { kty } = value;
  if (typeof kty !== "string") throw new JwkRefused("Cannot read a key without its type (kty)");
  const secret = PRIVATE_MEMBERS.find((name) => Object.hasOwn(value, name));
  if (kty === "oct" || secret !== undefined)
    throw new JwkRefused("Cannot take a private or symmetric key: a key set holds public keys only");
  const { kid, alg } = namesOf(value);
  const left = (why: string): IgnoredKey => ({ ...(kid === undefined ? {} : { kid }), why });
  if (kty !== "RSA" && kty !== "EC" && kty !== "OKP") return left("its type is not known");
  const use = useOf(value);
  if (use === "other") return left("it is for another use");
  return { ...importKey(value, { kty, left }), ...(kid && { kid }), ...(alg && { alg }), ...(use && { use }) };
}

function importKey(
  members: Members,
  { kty, left }: { readonly kty: PublicKey["kty"]; readonly left: (why: string) => IgnoredKey },
): Omit<PublicKey, "kid" | "alg" | "use"> | IgnoredKey {
  const bare: Record<string, string> = { kty };
  for (const name of REQUIRED[kty]) {
    const text = members[name];
    if (typeof text !== "string" || text.length > MOST_MEMBER_CHARACTERS) return left(`its member ${name} is not fit`);
    bare[name] = text;
  }
  const { crv } = bare as { readonly crv?: string };
  if (crv !== undefined && !CURVES.has(crv)) return left("its curve is not known");
  const key = keyOf(bare);
  if (key === undefined) return left("its numbers make no key");
  if (kty === "RSA" && !isFitRsa(key)) return left("its size or exponent is out of bounds");
  return { key, kty, ...(crv === undefined ? {} : { crv }), thumbprint: thumbprint(bare) };
}

function keyOf(jwk: PublicJwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: "jwk" });
  } catch {
    return undefined;
  }
}

/** Whether an RSA key has 2048 to 8192 bits and an odd exponent of 65537 to 32 bits. @see RFC 7518 3.3 */
export function isFitRsa(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent: exponent = 0n } = key.asymmetricKeyDetails ?? {};
  return (
    modulusLength >= LEAST_RSA_BITS &&
    modulusLength <= MOST_RSA_BITS &&
    exponent >= LEAST_EXPONENT &&
    exponent <= MOST_EXPONENT &&
    exponent % 2n === 1n
  );
}

/**
 * The name of a key, by what it is: SHA-256 of its required members in order.
 *
 * @see RFC 7638 3
 *
 * @example The key of RFC 8037, Appendix A.3
 * ```ts
 * const ed = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
 * assert.equal(thumbprint(ed), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
 * ```
 */
export function thumbprint(jwk: Readonly<Record<string, unknown>>): string {
  const kty = jwk["kty"];
  if (kty !== "RSA" && kty !== "EC" && kty !== "OKP")
    throw new RangeError("Cannot name a key by its thumbprint as its type is not known");
  const names = [...REQUIRED[kty], "kty"].toSorted();
  const members = Object.fromEntries(names.map((name) => [name, jwk[name]]));
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}

/**
 * The key of a set for one algorithm and use; undefined when none fits, or several do and no name tells which.
 *
 * A named key (`kid`) is found by its name alone; a single fitting key without a name may stand for any. Who encrypts
 * chooses freely among keys that fit: the one that says most plainly that it is meant for this, the first among equals.
 *
 * @see RFC 7515 4.1.4, OpenID Connect Core 10.1
 *
 * @example By its name, and for its own algorithm
 * ```ts
 * const ed = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
 * const set = parseJwks({ keys: [{ ...ed, kid: "one" }] });
 * assert.strictEqual(selectKey(set, { alg: "EdDSA", use: "sig", kid: "one" }), set.keys[0]);
 * assert.isUndefined(selectKey(set, { alg: "ES256", use: "sig", kid: "one" }));
 * ```
 */
export function selectKey(set: KeySet, { alg, use, kid }: KeyWish): PublicKey | undefined {
  const fitting = set.keys.filter((key) => fits(key, { alg, use }));
  if (kid === undefined) {
    if (use === "enc") return fitting.toSorted((one, other) => plainness(other) - plainness(one))[0];
    return fitting.length === 1 ? fitting[0] : undefined;
  }
  const named = fitting.filter((key) => key.kid === kid);
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  return fitting.length === 1 && fitting[0]?.kid === undefined ? fitting[0] : undefined;
}

/**
 * The RSA keys of a set that may verify signatures of an algorithm, where signatures do not name their key.
 *
 * The algorithm need not be one of ours (`RS1`, by SHA-1): a key that names another is left out.
 *
 * @see RFC 7517 4.2, 4.4
 *
 * @example A key on a curve is none
 * ```ts
 * const ed = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
 * assert.isEmpty(rsaKeys(parseJwks({ keys: [ed] }), "RS256"));
 * ```
 */
export function rsaKeys({ keys }: KeySet, alg: string): readonly PublicKey[] {
  return keys.filter((key) => key.kty === "RSA" && key.use !== "enc" && (key.alg === undefined || key.alg === alg));
}

/** How plainly a key that fits says what it is for. */
function plainness({ use, alg }: PublicKey): number {
  return (use === undefined ? 0 : 2) + (alg === undefined ? 0 : 1);
}

function fits(key: PublicKey, { alg, use }: KeyWish): boolean {
  if (key.use !== undefined && key.use !== use) return false;
  if (key.alg !== undefined && key.alg !== alg) return false;
  return use === "sig" ? canVerify(key, alg) : canWrap(key, alg);
}

function canVerify({ kty, crv }: PublicKey, alg: string): boolean {
  const known = findSigningAlg(alg);
  if (known === undefined) return false;
  const shape = signingShape(known);
  return kty === shape.kty && crv === shape.crv;
}

function canWrap({ kty, crv }: PublicKey, alg: string): boolean {
  if (!KEY_ALGS.some((known) => known === alg)) return false;
  if (alg.startsWith("RSA-")) return kty === "RSA";
  return crv !== undefined && ENCRYPTION_CURVES.has(crv);
}

/** A fresh key pair. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPairOfNode);

/**
 * A fresh key pair for signatures or for key management: RSA of 2048 bits, or of the algorithm's curve (P-256 for ECDH).
 *
 * @throws {RangeError} When the algorithm has no key pair.
 *
 * @example A pair on a curve
 * ```ts
 * const { privateKey, publicKey } = await generateKeyPair("ES256");
 * assert.deepEqual([privateKey.type, publicKey.asymmetricKeyType], ["private", "ec"]);
 * ```
 */
export async function generateKeyPair(alg: SigningAlg | KeyAlg): Promise<KeyPair> {
  if (alg.startsWith("ECDH-")) return generate("ec", { namedCurve: "prime256v1" });
  if (alg.startsWith("RSA-")) return generate("rsa", { modulusLength: LEAST_RSA_BITS });
  const known = findSigningAlg(alg);
  const shape = known === undefined ? undefined : signingShape(known);
  if (shape?.keyType === "rsa") return generate("rsa", { modulusLength: LEAST_RSA_BITS });
  if (shape?.keyType === "ed25519") return generate("ed25519");
  if (shape?.namedCurve !== undefined) return generate("ec", { namedCurve: shape.namedCurve });
  throw new RangeError(`Cannot generate a key pair for '${alg}'`);
}

/**
 * The public members of a key, with nothing else.
 *
 * @example Nothing private of a private key
 * ```ts
 * const { privateKey } = await generateKeyPair("EdDSA");
 * assert.hasAllKeys(publicJwkOf(privateKey), ["kty", "crv", "x"]);
 * ```
 */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const exported = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  const { kty } = exported;
  if (kty !== "RSA" && kty !== "EC" && kty !== "OKP") throw new RangeError("Cannot publish a key that is not public");
  const jwk: Record<string, string> = { kty };
  for (const name of REQUIRED[kty]) jwk[name] = String(exported[name]);
  return jwk;
}

function namesOf(members: Members): { readonly kid?: string; readonly alg?: string } {
  for (const name of ["kid", "alg", "use"]) {
    const text = members[name];
    if (text !== undefined && (typeof text !== "string" || text.length > MOST_KID_CHARACTERS))
      throw new JwkRefused(`Cannot read a key as its member ${name} is not a short text`);
  }
  return members;
}

/** What a key is for, by `use` and `key_ops` together. @see RFC 7517 4.3 */
function useOf(members: Members): KeyUse | "other" | undefined {
  const { use, key_ops: operations } = members as { readonly use?: string; readonly key_ops?: unknown };
  if (use !== undefined && use !== "sig" && use !== "enc") return "other";
  if (operations === undefined) return use;
  if (!Array.isArray(operations) || !operations.every((each) => typeof each === "string"))
    throw new JwkRefused("Cannot read a key as its member key_ops is not a list of texts");
  if (new Set(operations).size !== operations.length)
    throw new JwkRefused("Cannot read a key as its member key_ops names an operation twice");
  const uses = (["sig", "enc"] as const).filter((each) => KEY_OPS[each].some((name) => operations.includes(name)));
  if (use === undefined) return uses.length === 1 ? uses[0] : uses.length === 0 ? "other" : undefined;
  return uses.includes(use) ? use : "other";
}

/** Names tell keys apart, so that nobody can choose between two of them. @see RFC 7517 4.5 */
function checkNames(keys: readonly PublicKey[]): void {
  const seen = new Set<string>();
  for (const { kid, use = "any", kty, crv = "" } of keys) {
    if (kid === undefined) continue;
    const name = JSON.stringify([kid, use, kty, crv]);
    if (seen.has(name)) throw new JwkRefused("Cannot read a key set that names two keys alike (kid)");
    seen.add(name);
  }
}
