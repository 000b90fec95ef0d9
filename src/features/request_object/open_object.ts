import { hash, type KeyObject } from "node:crypto";
import { hmacSecretsOf } from "../../clients/mod.ts";
import type { Exchange } from "../../engine/mod.ts";
import {
  fail,
  findSigningAlg,
  isJwe,
  isSymmetric,
  JweRefused,
  type JwtClaims,
  type JwtParts,
  type JwtReason,
  JwtRefused,
  peekJwt,
  peekJwe,
  type SigningAlg,
  verifyJwt,
} from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { OBJECT_ALGS, UNSIGNED } from "./client_metadata.ts";
import type { FetchedObject } from "./request_uri.ts";

/** A request object whose signature holds; nothing that it says was judged yet. */
export interface OpenedObject {
  readonly claims: JwtClaims;
  /** Its `typ`, in lower case and without `application/`. */
  readonly typ: string | undefined;
}

/** How a request object came, and whose it is to be. */
export interface OpenObjectOptions {
  readonly client: ClientRecord;
  readonly exchange: Exchange;
  /** Whether only a signature will do. */
  readonly signedOnly: boolean;
  /** What lay at its request_uri; undefined = it came with the request. */
  readonly fetched?: FetchedObject | undefined;
}

/** Characters of what is inside of an encrypted one, or of a signed one: far more than anybody asks for. */
const LONGEST = 16 * 1024;
/** Types of a request object; others name a JWT that was made for something else. @see RFC 9101 10.8 */
const TYPES: ReadonlySet<string | undefined> = new Set([undefined, "jwt", "oauth-authz-req+jwt"]);
const NO_SIGNATURE = Buffer.from(JSON.stringify({ alg: UNSIGNED })).toString("base64url");

const RULES: Readonly<Partial<Record<JwtReason, string>>> = {
  signature: "RFC9101-6.2-3",
  key: "RFC9101-6.2-1",
  alg: "RFC9101-6.2-2",
  typ: "RFC9101-10.8-1",
};

/** Refuses a request object. */
export function refuseObject(why: string, { rule, cause }: { readonly rule: string; readonly cause?: unknown }): never {
  return fail("invalid_request_object", `Cannot take the request object as ${why}`, { rule, cause });
}

/** Says of what could not be read or verified what is wrong with it. */
export function refuseJwt(cause: unknown): never {
  if (!(cause instanceof JweRefused) && !(cause instanceof JwtRefused)) throw cause;
  const why = `${cause.message.charAt(0).toLowerCase()}${cause.message.slice(1)}`;
  const rule = cause instanceof JweRefused ? "RFC9101-6.1-2" : (RULES[cause.reason] ?? "RFC9101-7-1");
  return fail("invalid_request_object", `Cannot take the request object: ${why}`, { rule, cause });
}

function registeredAlg({ metadata }: ClientRecord): unknown {
  return metadata["request_object_signing_alg"];
}

/** A client that said how it encrypts is held to it. @see OpenID Connect Dynamic Client Registration 2 */
function checkEncryption(text: string, { metadata }: ClientRecord): void {
  const { alg, enc } = peekJwe(text);
  const { request_object_encryption_alg: wantedAlg = alg, request_object_encryption_enc: wantedEnc = enc } = metadata;
  if (alg !== wantedAlg || enc !== wantedEnc)
    refuseObject("it is encrypted by other algorithms than the application registered", { rule: "RFC9101-6.1-2" });
}

/**
 * The JWT inside of an encrypted request object, or the object itself.
 *
 * An object that is encrypted and no JWT inside was signed by nobody: anybody can encrypt for us.
 *
 * @see OpenID Connect Core 6.3.1, RFC 9101 6.1
 */
async function decrypted(text: string, { client, exchange }: OpenObjectOptions): Promise<string> {
  if (!isJwe(text)) return text;
  checkEncryption(text, client);
  const { text: inner } = await exchange.issuer.keys.decrypt(text);
  return inner.trimStart().startsWith("{") ? `${NO_SIGNATURE}.${Buffer.from(inner).toString("base64url")}.` : inner;
}

/** Whether what was fetched is what the request and the registration promise to lie there. */
function isPromised({ content, hashes }: FetchedObject): boolean {
  const sha256 = hash("sha256", content, "base64url");
  return hashes.every((each) => each.includes(sha256));
}

/** Takes an object that nobody signed, of a client that registered that it does not sign. @see OpenID Connect Core 6.1 */
function openUnsigned(parts: JwtParts, { client, signedOnly, fetched }: OpenObjectOptions): JwtClaims {
  if (signedOnly) refuseObject("it is not signed, which every request has to be", { rule: "RFC9101-10.5-1" });
  const registered = registeredAlg(client);
  if (registered === undefined) {
    fail(
      fetched === undefined ? "request_not_supported" : "request_uri_not_supported",
      "Cannot take a request object without a signature of an application that did not register 'none' for it",
      { rule: "OIDC-6.3.2-2" },
    );
  }
  if (registered !== UNSIGNED)
    refuseObject("it is not signed by the algorithm that the application registered", { rule: "OIDC-6.3.2-1" });
  if (parts.signature.length > 0)
    refuseObject("it has a signature and says that it has none", { rule: "RFC9101-6.2-3" });
  if (fetched !== undefined && !isPromised(fetched)) {
    fail("invalid_request_uri", "Cannot take what lies at the request_uri as its hash is not the one in the fragment", {
      rule: "OIDC-6.2-2",
    });
  }
  return parts.claims;
}

/** The algorithm of an object, if the client may sign by it. */
function allowedAlg({ header }: JwtParts, client: ClientRecord): SigningAlg {
  const alg = OBJECT_ALGS.includes(header.alg) ? findSigningAlg(header.alg) : undefined;
  if (alg === undefined) return refuseObject("its algorithm is not known here", { rule: "RFC9101-6.2-2" });
  const registered = registeredAlg(client);
  if (registered !== undefined && alg !== registered)
    return refuseObject("it is not signed by the algorithm that the application registered", { rule: "OIDC-6.3.2-1" });
  if (registered === undefined && isSymmetric(alg))
    return refuseObject("the application did not register that it signs by its secret", { rule: "RFC9101-6.2-2" });
  return alg;
}

/** Keys that may have signed an object. */
async function keysOf(
  alg: SigningAlg,
  { header }: JwtParts,
  { client, exchange }: OpenObjectOptions,
): Promise<readonly KeyObject[]> {
  const { sealKey: key, clock, clientKeys } = exchange.issuer;
  if (isSymmetric(alg)) return hmacSecretsOf(client, { key, now: clock.now() });
  const found = await clientKeys.find(client, { alg, use: "sig", kid: header.kid });
  return found === undefined ? [] : [found.key];
}

/** Verifies the signature alone: whether it is the time for it is judged when it is known where the answer goes. */
async function verified(text: string, parts: JwtParts, options: OpenObjectOptions): Promise<JwtClaims> {
  const alg = allowedAlg(parts, options.client);
  const demands = { algs: [alg], now: options.exchange.issuer.clock.now(), leeway: Infinity, mayLast: true };
  const keys = await keysOf(alg, parts, options);
  let refusal: unknown = new JwtRefused("key", "Cannot verify the JWT as its key is not known");
  for (const key of keys) {
    try {
      return (await verifyJwt(text, { ...demands, longest: LONGEST, keyFor: () => key })).claims;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

async function open(text: string, options: OpenObjectOptions): Promise<OpenedObject> {
  const plain = await decrypted(text, options);
  const parts = peekJwt(plain, { longest: LONGEST });
  const typ = parts.header.typ?.toLowerCase().replace(/^application\//u, "");
  if (!TYPES.has(typ)) throw new JwtRefused("typ", "Cannot accept the JWT as its type (typ) is another");
  const isUnsigned = parts.header.alg === UNSIGNED;
  const claims = isUnsigned ? openUnsigned(parts, options) : await verified(plain, parts, options);
  return { claims, typ };
}

/**
 * Decrypts a request object and verifies its signature by the keys of its client.
 *
 * @see OpenID Connect Core 6.3, RFC 9101 6.1, 6.2
 * @throws {OAuthError} invalid_request_object; request_not_supported or request_uri_not_supported where it is not signed
 * and the client never said so.
 */
export async function openObject(text: string, options: OpenObjectOptions): Promise<OpenedObject> {
  try {
    return await open(text, options);
  } catch (error) {
    return refuseJwt(error);
  }
}
