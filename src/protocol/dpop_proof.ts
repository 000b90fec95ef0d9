import { type Instant, type Seconds, sameBytes, sha256 } from "../platform/mod.ts";
import { credentialsOf } from "./_auth_scheme.ts";
import type { SigningAlg } from "./jwa.ts";
import { JwkRefused, parseJwk, type PublicKey } from "./jwk.ts";
import { type JwtClaims, type JwtHeader, type JwtReason, JwtRefused, verifyJwt } from "./jwt.ts";
import { fail } from "./oauth_error.ts";
import { printChallenge } from "./www_authenticate.ts";

/** Algorithms by which proofs may be signed: of key pairs all of them. @see RFC 9449 4.3, 5.1 */
export const DPOP_ALGS: readonly SigningAlg[] = Object.freeze([
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
  "PS256",
  "PS384",
  "PS512",
]);

/** How far from now a proof may have been made, both ways. @see RFC 9449 11.1 */
export const DPOP_WINDOW: Seconds = 60;

/** A proof that holds. */
export interface DpopProof {
  /** The thumbprint of its key. @see RFC 7638 */
  readonly jkt: string;
  /** What it is called, unlike all others of its key. */
  readonly jti: string;
  readonly issuedAt: Instant;
  /** What the server told the client to put into it; undefined = nothing is there. */
  readonly nonce?: string;
}

/** The request that a proof has to be made for. */
export interface VerifyDpopProofOptions {
  readonly method: string;
  /** Address of the request as its sender knows it; query and fragment do not count. */
  readonly url: string;
  readonly now: Instant;
  /** The access token that comes with it: the proof has to hold its digest; undefined = none comes. */
  readonly accessToken?: string | undefined;
}

const LONGEST_PROOF = 8 * 1024;
const LONGEST_JTI = 128;
const LONGEST_NONCE = 256;
const THUMBPRINT = /^[\w-]{43}$/;

const RULES: Readonly<Record<JwtReason, string>> = {
  malformed: "RFC9449-4.3-2",
  crit: "RFC9449-4.3-2",
  missing: "RFC9449-4.3-3",
  issuer: "RFC9449-4.3-3",
  audience: "RFC9449-4.3-3",
  typ: "RFC9449-4.3-4",
  alg: "RFC9449-4.3-5",
  key: "RFC9449-4.3-5",
  signature: "RFC9449-4.3-6",
  expired: "RFC9449-4.3-11",
  not_yet: "RFC9449-4.3-11",
};

/** Refuses a proof. @see RFC 9449 5 */
function refuse(why: string, rule: string): never {
  return fail("invalid_dpop_proof", `Cannot accept the DPoP proof as ${why}`, { rule });
}

/**
 * The token of an `Authorization: DPoP` header.
 *
 * @see RFC 9449 7.1
 * @returns Undefined when the header is of another scheme.
 * @throws {OAuthError} `invalid_request` when what follows the scheme is not one token.
 *
 * @example A token and another scheme
 * ```ts
 * assert.equal(parseDpop("DPoP mF_9.B5f-4.1JqM"), "mF_9.B5f-4.1JqM");
 * assert.isUndefined(parseDpop("Bearer mF_9.B5f-4.1JqM"));
 * ```
 */
export function parseDpop(header: string): string | undefined {
  const token = credentialsOf(header, "dpop");
  if (token === undefined) return undefined;
  if (/^[\w.~+/-]+=*$/.test(token)) return token;
  return fail("invalid_request", "Cannot read the Authorization header as it does not hold one token", {
    rule: "RFC6750-3.1-1",
  });
}

/**
 * Whether a text is the thumbprint of a key, as `dpop_jkt` is one.
 *
 * @see RFC 9449 10, RFC 7638
 *
 * @example A thumbprint by SHA-256 has 43 characters
 * ```ts
 * assert.isTrue(isJkt("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
 * assert.isFalse(isJkt("kPrK"));
 * ```
 */
export function isJkt(text: string): boolean {
  return THUMBPRINT.test(text);
}

/**
 * An address without query and fragment, as two of them are compared: by its syntax and its scheme.
 *
 * @see RFC 9449 4.3, RFC 3986 6.2.2, 6.2.3
 * @returns Undefined when it is no address of the web.
 *
 * @example One address, written twice
 * ```ts
 * assert.equal(normalizedHtu("HTTPS://Server.Test:443/a/../t%6Fken?x=1"), "https://server.test/token");
 * ```
 */
export function normalizedHtu(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname, username, password } = new URL(text);
  if (username !== "" || password !== "") return undefined;
  return `${origin}${pathname.replaceAll(/%[0-9a-f]{2}/gi, normalizedByte)}`;
}

/** A byte that need not be encoded stands for itself; else its digits are capitals. @see RFC 3986 6.2.2.1, 6.2.2.2 */
function normalizedByte(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
}

/**
 * Verifies the proof of a request: whoever sent it holds the key that is named in it.
 *
 * Whether it is a new one, and whether its nonce is right, is for its caller to see.
 *
 * @see RFC 9449 4.3
 * @throws {OAuthError} `invalid_dpop_proof` when it does not hold.
 *
 * @example A proof for another address
 * ```ts
 * const { privateKey: key } = await generateKeyPair("ES256");
 * const claims = { jti: "1", htm: "POST", htu: "https://server.test/token", iat: 1000 };
 * const proof = await signJwt(claims, { alg: "ES256", key, typ: "dpop+jwt", header: { jwk: publicJwkOf(key) } });
 * const request = { method: "POST", url: "https://server.test/token", now: 1000 };
 * assert.equal((await verifyDpopProof(proof, request)).jti, "1");
 * const other = { ...request, url: "https://server.test/userinfo" };
 * assert.match((await verifyDpopProof(proof, other).catch((error) => error)).message, /made for another address/);
 * ```
 */
export async function verifyDpopProof(text: string, options: VerifyDpopProofOptions): Promise<DpopProof> {
  // A field that came twice is joined by a comma, which no JWT holds.
  if (text.includes(",")) refuse("the request has more than one", "RFC9449-4.3-1");
  const { claims, key } = await verified(text, options.now);
  const { htm, htu, jti, iat, nonce, ath } = claims;
  if (htm !== options.method) refuse("it was made for another method (htm)", "RFC9449-4.3-8");
  checkAddress(htu, options.url);
  const issuedAt = timeOf(iat, options.now);
  if (options.accessToken !== undefined) checkTokenHash(ath, options.accessToken);
  return { jkt: key.thumbprint, jti: jtiOf(jti), issuedAt, ...nonceOf(nonce) };
}

async function verified(text: string, now: Instant): Promise<{ readonly claims: JwtClaims; readonly key: PublicKey }> {
  let key: PublicKey | undefined;
  try {
    const { claims } = await verifyJwt(text, {
      now,
      algs: DPOP_ALGS,
      typ: "dpop+jwt",
      headerKey: true,
      mayLast: true,
      leeway: DPOP_WINDOW,
      longest: LONGEST_PROOF,
      required: ["jti", "htm", "htu", "iat"],
      keyFor(header) {
        key = keyIn(header);
        return key.key;
      },
    });
    if (key !== undefined) return { claims, key };
  } catch (error) {
    if (!(error instanceof JwtRefused)) throw error;
    fail("invalid_dpop_proof", error.message.replace("the JWT", "the DPoP proof"), { rule: RULES[error.reason] });
  }
  return refuse("its key is not known", "RFC9449-4.3-6");
}

/** The public key that a proof brings along. @see RFC 9449 4.2 */
function keyIn({ jwk, alg }: JwtHeader): PublicKey {
  if (jwk === undefined) refuse("its header has no key (jwk)", "RFC9449-4.3-3");
  let read: ReturnType<typeof parseJwk>;
  try {
    read = parseJwk(jwk);
  } catch (error) {
    if (!(error instanceof JwkRefused)) throw error;
    return refuse("its key (jwk) is none, or not a public one", "RFC9449-4.3-7");
  }
  if ("why" in read) return refuse(`its key (jwk) cannot be used: ${read.why}`, "RFC9449-4.3-5");
  const isOther = read.use === "enc" || (read.alg !== undefined && read.alg !== alg);
  return isOther ? refuse("its key (jwk) says that it is for something else", "RFC9449-4.3-5") : read;
}

function checkAddress(htu: unknown, url: string): void {
  const wanted = normalizedHtu(url);
  if (typeof htu === "string" && wanted !== undefined && normalizedHtu(htu) === wanted) return;
  refuse(`it was made for another address (htu): this is '${wanted ?? url}'`, "RFC9449-4.3-9");
}

function timeOf(iat: unknown, now: Instant): Instant {
  // What lies ahead of us further than that was refused as every JWT is.
  if (typeof iat === "number" && iat + DPOP_WINDOW > now) return iat;
  return refuse("it was made too long ago (iat): look whether the clock is right", "RFC9449-4.3-11");
}

function checkTokenHash(ath: unknown, accessToken: string): void {
  if (ath === undefined) refuse("it does not say for which access token it was made (ath)", "RFC9449-4.3-12");
  if (typeof ath === "string" && sameBytes(ath, sha256(accessToken).toString("base64url"))) return;
  refuse("it was made for another access token (ath)", "RFC9449-4.3-12");
}

function jtiOf(jti: unknown): string {
  if (typeof jti === "string" && jti !== "" && jti.length <= LONGEST_JTI) return jti;
  return refuse(`its name (jti) is not a text of 1 to ${LONGEST_JTI} characters`, "RFC9449-4.3-3");
}

function nonceOf(nonce: unknown): { readonly nonce?: string } {
  if (nonce === undefined) return {};
  if (typeof nonce === "string" && nonce.length <= LONGEST_NONCE) return { nonce };
  return refuse("its nonce is not a short text", "RFC9449-4.3-10");
}

/**
 * A challenge that asks for a token with a proof, and says by which algorithms.
 *
 * @see RFC 9449 7.1
 *
 * @example A refusal that asks for a nonce
 * ```ts
 * assert.match(printDpopChallenge({ error: "use_dpop_nonce" }), /^DPoP error="use_dpop_nonce", algs="ES256 /);
 * ```
 */
export function printDpopChallenge(params: Readonly<Record<string, string | undefined>> = {}): string {
  return printChallenge("DPoP", { ...params, algs: DPOP_ALGS.join(" ") });
}
