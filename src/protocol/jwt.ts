import { hash, type KeyObject } from "node:crypto";

import type { Instant, Seconds } from "../platform/mod.ts";
import { isKeyFor, isSignatureOf, signBytes } from "./_jws.ts";
import { parseJsonObject } from "./_json_object.ts";
import { type SigningAlg, signingShape } from "./jwa.ts";

/** The claims of a JWT. @see RFC 7519 4 */
export type JwtClaims = Readonly<Record<string, unknown>>;

/** The header of a JWT; nothing in it is to be believed before the signature was checked. @see RFC 7515 4 */
export interface JwtHeader {
  readonly alg: string;
  readonly kid?: string;
  readonly typ?: string;
  readonly [name: string]: unknown;
}

/** A JWT taken apart, and not verified. */
export interface JwtParts {
  readonly header: JwtHeader;
  readonly claims: JwtClaims;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** A JWT that was verified. */
export interface VerifiedJwt {
  readonly header: JwtHeader;
  readonly claims: JwtClaims;
}

/** What a JWT was refused for. */
export type JwtReason =
  | "malformed"
  | "alg"
  | "crit"
  | "typ"
  | "signature"
  | "key"
  | "expired"
  | "not_yet"
  | "issuer"
  | "audience"
  | "missing";

/**
 * A JWT that is refused; the message is fit for `error_description` and holds nothing of the token.
 *
 * @example A token that is none
 * ```ts
 * assert.throws(() => peekJwt("a token"), JwtRefused, "Cannot read the JWT as it does not have three parts");
 * ```
 */
export class JwtRefused extends Error {
  override readonly name = "JwtRefused";
  /** What it was refused for, for a program. */
  readonly reason: JwtReason;

  constructor(reason: JwtReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** How {@link signJwt} signs. */
export interface SignJwtOptions {
  readonly alg: SigningAlg;
  /** A private key, or the secret of an HMAC. */
  readonly key: KeyObject;
  readonly kid?: string | undefined;
  readonly typ?: string | undefined;
  /** Members of the header besides, which win over those that are given; undefined leaves one out. */
  readonly header?: Readonly<Record<string, unknown>> | undefined;
}

/** What {@link checkClaims} demands. */
export interface CheckClaimsOptions {
  readonly now: Instant;
  /** How far clocks may be apart; 10 seconds when not given. */
  readonly leeway?: Seconds;
  readonly issuer?: string | undefined;
  /** One of these has to be in `aud`. */
  readonly audience?: string | readonly string[] | undefined;
  /** Claims that have to be there; `exp` always has to, unless `mayLast`. */
  readonly required?: readonly string[];
  /** Whether a JWT without `exp` is accepted; one that has it is held to it all the same. */
  readonly mayLast?: boolean;
  /** Whether `exp` in the past is accepted (an `id_token_hint`). */
  readonly mayBeExpired?: boolean;
}

/** What {@link verifyJwt} demands. */
export interface VerifyJwtOptions extends CheckClaimsOptions {
  /** Algorithms that are accepted. */
  readonly algs: readonly SigningAlg[];
  /** The key for a header; undefined when there is none. It is told nothing that was verified. */
  readonly keyFor: (header: JwtHeader, parts: JwtParts) => KeyObject | undefined | Promise<KeyObject | undefined>;
  /** The types that are accepted, without `application/`; any, or none, when not given. An `undefined` in it = none. */
  readonly typ?: string | readonly (string | undefined)[];
  /** Whether a public key in the header (`jwk`) is allowed, which a DPoP proof has; never elsewhere. @see RFC 9449 4.2 */
  readonly headerKey?: boolean;
  /** Bytes that are read at most; 16 KiB when not given. */
  readonly longest?: number;
}

const LONGEST = 16 * 1024;
const LEEWAY: Seconds = 10;
/** Header members that would let the sender say which key to trust. @see RFC 8725 3.10 */
const KEY_MEMBERS = ["jwk", "jku", "x5u"];

/**
 * Takes a JWT apart without verifying it: three parts of strict base64url, two of them JSON objects.
 *
 * @see RFC 7515 5.2, RFC 7519 7.2
 * @throws {JwtRefused} When it is too long or not a JWT, and when it asks for an extension (`crit`, `b64`, `zip`).
 *
 * @example What a token says of itself
 * ```ts
 * const parts = peekJwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.");
 * assert.deepEqual([parts.header.alg, parts.claims], ["none", { sub: "me" }]);
 * ```
 */
export function peekJwt(text: string, { longest = LONGEST }: { readonly longest?: number } = {}): JwtParts {
  if (text.length > longest) throw malformed("it is too long");
  const first = text.indexOf(".");
  const second = text.indexOf(".", first + 1);
  if (first < 0 || second < 0 || text.includes(".", second + 1)) throw malformed("it does not have three parts");
  const header = parsePart(text.slice(0, first));
  const claims = parsePart(text.slice(first + 1, second));
  const signature = decode(text.slice(second + 1));
  if (!isHeader(header)) throw malformed("its header is not fit");
  if (claims === undefined || signature === undefined) throw malformed("its parts are not fit");
  // an extension that is not understood must not be skipped, and this program understands none
  if (Object.hasOwn(header, "crit") || Object.hasOwn(header, "b64") || Object.hasOwn(header, "zip"))
    throw new JwtRefused("crit", "Cannot read the JWT as its header demands an extension");
  return { header, claims, signed: text.slice(0, second), signature };
}

/**
 * Signs claims as a JWT in compact form.
 *
 * @see RFC 7515 5.1, RFC 7519 7.1
 * @throws {RangeError} When the key does not fit the algorithm.
 *
 * @example A header that names its key
 * ```ts
 * const { privateKey: key } = await generateKeyPair("ES256");
 * const text = await signJwt({ sub: "me" }, { alg: "ES256", key, kid: "one" });
 * assert.deepEqual(peekJwt(text).header, { alg: "ES256", kid: "one" });
 * ```
 */
export async function signJwt(claims: JwtClaims, options: SignJwtOptions): Promise<string> {
  const { alg, key, kid, typ, header } = options;
  if (!isKeyFor(key, alg)) throw new RangeError(`Cannot sign by '${alg}' with a key that is not made for it`);
  const signed = `${encode({ alg, kid, typ, ...header })}.${encode(claims)}`;
  const signature = signBytes(signed, { key, alg });
  return `${signed}.${(signature instanceof Promise ? await signature : signature).toString("base64url")}`;
}

/**
 * A JWT whose signature and claims hold.
 *
 * The algorithm has to be one of the caller's, the key has to be made for it, and the header never brings a key of its
 * own along.
 *
 * @see RFC 7519 7.2, RFC 8725 3
 * @throws {JwtRefused} When it does not hold.
 *
 * @example A token that still lasts
 * ```ts
 * const { privateKey, publicKey } = await generateKeyPair("ES256");
 * const text = await signJwt({ sub: "me", exp: 2000 }, { alg: "ES256", key: privateKey });
 * const { claims } = await verifyJwt(text, { algs: ["ES256"], keyFor: () => publicKey, now: 1000 });
 * assert.equal(claims["sub"], "me");
 * ```
 */
export async function verifyJwt(text: string, options: VerifyJwtOptions): Promise<VerifiedJwt> {
  const parts = peekJwt(text, options.longest === undefined ? {} : { longest: options.longest });
  const { header, claims, signed, signature } = parts;
  const alg = options.algs.find((each) => each === header.alg);
  if (alg === undefined) throw new JwtRefused("alg", "Cannot accept the JWT as its algorithm is not allowed");
  checkType(header.typ, options.typ);
  checkKeyMembers(header, options.headerKey === true);
  const found = options.keyFor(header, parts);
  const key = found instanceof Promise ? await found : found;
  if (key === undefined) throw new JwtRefused("key", "Cannot verify the JWT as its key is not known");
  if (!isKeyFor(key, alg))
    throw new JwtRefused("key", "Cannot verify the JWT as its key is not made for its algorithm");
  if (!isSignatureOf(signed, { key, alg, signature }))
    throw new JwtRefused("signature", "Cannot accept the JWT as its signature is wrong");
  checkClaims(claims, options);
  return { header, claims };
}

/**
 * Checks the registered claims: form, time, issuer and audience.
 *
 * @see RFC 7519 4.1
 * @throws {JwtRefused} When one does not hold.
 *
 * @example A token of another issuer
 * ```ts
 * const options = { now: 1000, issuer: "https://issuer.test" };
 * assert.doesNotThrow(() => checkClaims({ iss: "https://issuer.test", exp: 2000 }, options));
 * assert.throws(() => checkClaims({ iss: "https://other.test", exp: 2000 }, options), "its issuer is another");
 * ```
 */
export function checkClaims(claims: JwtClaims, options: CheckClaimsOptions): void {
  const required = options.mayLast === true ? (options.required ?? []) : ["exp", ...(options.required ?? [])];
  const missing = required.find((name) => claims[name] === undefined || claims[name] === null);
  if (missing !== undefined) throw new JwtRefused("missing", `Cannot accept the JWT as it has no '${missing}'`);
  checkForms(claims);
  checkTimes(claims, options);
  if (options.issuer !== undefined && claims["iss"] !== options.issuer)
    throw new JwtRefused("issuer", "Cannot accept the JWT as its issuer is another");
  if (options.audience !== undefined && !isAudience(claims["aud"], options.audience))
    throw new JwtRefused("audience", "Cannot accept the JWT as its audience is another");
}

/**
 * The left half of a text's hash, as `at_hash`, `c_hash` and `s_hash` carry it; the hash is that of the ID token's
 * algorithm.
 *
 * @see OpenID Connect Core 3.1.3.6 and 3.3.2.11
 *
 * @example The access token of OpenID Connect Core, Appendix A
 * ```ts
 * assert.equal(halfHash("RS256", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
 * ```
 */
export function halfHash(alg: SigningAlg, text: string): string {
  const whole = hash(signingShape(alg).hash, text, "buffer");
  return whole.toString("base64url", 0, whole.length / 2);
}

function checkForms(claims: JwtClaims): void {
  for (const name of ["exp", "nbf", "iat"]) {
    const value = claims[name];
    if (value !== undefined && (typeof value !== "number" || !Number.isFinite(value)))
      throw malformed(`its claim ${name} is not a number`);
  }
  for (const name of ["iss", "sub", "jti"]) {
    const value = claims[name];
    if (value !== undefined && typeof value !== "string") throw malformed(`its claim ${name} is not a text`);
  }
  const { aud } = claims;
  const isList = Array.isArray(aud) && aud.every((each) => typeof each === "string");
  if (aud !== undefined && typeof aud !== "string" && !isList) throw malformed("its claim aud is not a text or a list");
}

function checkTimes(claims: JwtClaims, options: CheckClaimsOptions): void {
  const { now, leeway = LEEWAY, mayBeExpired = false } = options;
  const { exp, nbf, iat } = claims;
  if (!mayBeExpired && typeof exp === "number" && exp + leeway <= now)
    throw new JwtRefused("expired", "Cannot accept the JWT as it has expired");
  if (typeof nbf === "number" && nbf - leeway > now)
    throw new JwtRefused("not_yet", "Cannot accept the JWT as it is not valid yet");
  if (typeof iat === "number" && iat - leeway > now)
    throw new JwtRefused("not_yet", "Cannot accept the JWT as it was issued in the future");
}

function isAudience(aud: unknown, wanted: string | readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const accepted: readonly unknown[] = typeof wanted === "string" ? [wanted] : wanted;
  return named.some((each) => accepted.includes(each));
}

/** Media types may leave out `application/` and are compared without regard to case. @see RFC 7515 4.1.9 */
function checkType(typ: string | undefined, wanted: VerifyJwtOptions["typ"]): void {
  if (wanted === undefined) return;
  const accepted = typeof wanted === "string" ? [wanted] : wanted;
  const named = typ?.toLowerCase().replace(/^application\//u, "");
  if (!accepted.some((each) => each?.toLowerCase() === named))
    throw new JwtRefused("typ", "Cannot accept the JWT as its type (typ) is another");
}

function checkKeyMembers(header: JwtHeader, headerKey: boolean): void {
  const named = KEY_MEMBERS.find((name) => Object.hasOwn(header, name) && !(headerKey && name === "jwk"));
  if (named !== undefined) throw new JwtRefused("key", `Cannot accept the JWT as its header brings a key (${named})`);
}

function isHeader(header: Readonly<Record<string, unknown>> | undefined): header is JwtHeader {
  if (header === undefined) return false;
  const { alg, kid, typ } = header;
  return typeof alg === "string" && isTextOrAbsent(kid) && isTextOrAbsent(typ);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function parsePart(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decode(text);
  return bytes === undefined ? undefined : parseJsonObject(bytes);
}

/** Bytes of base64url; undefined unless the text is exactly how those bytes are written. @see RFC 7515 2 */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function malformed(why: string): JwtRefused {
  return new JwtRefused("malformed", `Cannot read the JWT as ${why}`);
}
