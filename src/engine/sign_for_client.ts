import type { KeyObject } from "node:crypto";
import { hmacSecretsOf } from "../clients/mod.ts";
import { SealBroken } from "../platform/mod.ts";
import {
  CONTENT_ALGS,
  type ContentAlg,
  directKey,
  encryptJwt,
  fail,
  findSigningAlg,
  ISSUED_KEY_ALGS,
  ISSUING_ALGS,
  isSymmetric,
  type JwtClaims,
  type KeyAlg,
  leastSecretKeyBytes,
  type SigningAlg,
} from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Exchange } from "./exchange.ts";

/** What may be signed for a client: its three members of client metadata begin with this word. */
export type SignedMessage = "id_token" | "userinfo" | "authorization";

/** The algorithm for clients that registered none: RS256, else the first that there is a key for. */
export function standardSigningAlg({ issuer }: Pick<Exchange, "issuer">): { readonly standard?: SigningAlg } {
  const { algorithms } = issuer.keys;
  const standard = algorithms.includes("RS256") ? "RS256" : algorithms[0];
  return standard === undefined ? {} : { standard };
}

/** The algorithms by which an issuer can sign for clients: those of its keys, and that of client secrets. */
export function signingAlgsOf({ algorithms }: { readonly algorithms: readonly string[] }): readonly SigningAlg[] {
  return ISSUING_ALGS.filter((alg) => alg === "HS256" || algorithms.includes(alg));
}

/** What to make of claims for a client. */
export interface SignForClientOptions {
  readonly message: SignedMessage;
  /** `typ` of the header; none when not given. */
  readonly typ?: string;
  /** The algorithm where the client registered none; undefined = then it is not signed. */
  readonly standard?: SigningAlg;
}

/** A message, and for whom. */
type Made = SignForClientOptions & { readonly client: ClientRecord; readonly exchange: Exchange };

/** The algorithm by which a message is signed for a client; undefined = it is not. */
export function signingAlgFor(
  client: ClientRecord,
  { message, standard }: Pick<SignForClientOptions, "message" | "standard">,
): SigningAlg | undefined {
  const registered = client.metadata[`${message}_signed_response_alg`];
  return registered === undefined ? standard : findSigningAlg(registered);
}

/** The same, where nothing is signed by another algorithm than the one that the client registered. */
function algFor(options: Made): SigningAlg | undefined {
  const { client, message } = options;
  const alg = signingAlgFor(client, options);
  if (alg === undefined && client.metadata[`${message}_signed_response_alg`] !== undefined)
    return refuse("the algorithm by which it wants it signed is not offered", "OIDC-10.1-1");
  return alg;
}

/** How a message is encrypted for a client; undefined = it is not. @see OpenID Connect Dynamic Client Registration 2 */
function encryptionFor(
  { metadata }: ClientRecord,
  message: SignedMessage,
): { readonly alg: KeyAlg; readonly enc: ContentAlg } | undefined {
  const registered = metadata[`${message}_encrypted_response_alg`];
  if (registered === undefined) return undefined;
  const alg = ISSUED_KEY_ALGS.find((known) => known === registered);
  // What was to be secret is never sent in the clear.
  if (alg === undefined) return refuse("the algorithm by which it wants it encrypted is not offered any more");
  const enc = CONTENT_ALGS.find((known) => known === metadata[`${message}_encrypted_response_enc`]);
  return { alg, enc: enc ?? "A128CBC-HS256" };
}

/** What the client registered cannot be done with what it offers. */
function refuse(why: string, rule = "OIDC-10.2-1"): never {
  return fail("invalid_request", `Cannot answer the client as ${why}`, { rule });
}

/** The newest secret of a client, as a key. */
function secretOf(client: ClientRecord, { issuer, log }: Exchange): KeyObject {
  try {
    const [newest] = hmacSecretsOf(client, { key: issuer.sealKey, now: issuer.clock.now() });
    if (newest !== undefined) return newest;
  } catch (cause) {
    if (!(cause instanceof SealBroken)) throw cause;
    log.error("Cannot open the secret of a client: rotate it", { client: client.clientId, cause });
  }
  return refuse("its secret was not kept in a way that it could be a key: rotate the secret", "OIDC-10.1-1");
}

function hmacKeyOf(client: ClientRecord, alg: SigningAlg, exchange: Exchange): KeyObject {
  const key = secretOf(client, exchange);
  return (key.symmetricKeySize ?? 0) >= leastSecretKeyBytes(alg)
    ? key
    : refuse(`its secret is too short for ${alg}: rotate the secret`, "OIDC-16.19-1");
}

/** A key with which something is encrypted for a client. */
interface EncryptionKey {
  readonly key: KeyObject;
  readonly kid?: string | undefined;
}

async function encryptionKeyOf(
  client: ClientRecord,
  { alg, enc }: { readonly alg: KeyAlg; readonly enc: ContentAlg },
  exchange: Exchange,
): Promise<EncryptionKey> {
  if (alg === "dir") return { key: directKey(secretOf(client, exchange).export().toString(), enc) };
  const found = await exchange.issuer.clientKeys.find(client, { alg, use: "enc" });
  return found ?? refuse(`it offers no key for ${alg} that can be read`);
}

/** Sees that the issuer has a key for an algorithm, or the client a secret. */
function checkSigning(alg: SigningAlg, client: ClientRecord, exchange: Exchange): void {
  if (isSymmetric(alg)) hmacKeyOf(client, alg, exchange);
  else if (!exchange.issuer.keys.algorithms.includes(alg))
    fail("server_error", `Cannot sign for the client as this server has no key for ${alg} any more`);
}

/**
 * Sees that a message can be made for a client, before anything is used up for it.
 *
 * @throws {OAuthError} invalid_request when the client offers no key or secret for what it registered, server_error when
 * the issuer has no key for it.
 */
export function checkSignForClient(options: Made): Promise<void> | void {
  const { client, exchange, message } = options;
  const alg = algFor(options);
  if (alg !== undefined) checkSigning(alg, client, exchange);
  const encryption = encryptionFor(client, message);
  return encryption === undefined ? undefined : encryptionKeyOf(client, encryption, exchange).then(() => undefined);
}

/**
 * Claims as the client registered to get them: signed by the issuer or under the client's secret, and then encrypted to
 * the client. Undefined when it registered neither and there is no standard.
 *
 * @see OpenID Connect Core 2, 5.3.2, 10
 * @throws {OAuthError} As {@link checkSignForClient} does.
 */
export async function signForClient(claims: JwtClaims, options: Made): Promise<string | undefined> {
  const { client, exchange, message, typ } = options;
  const alg = algFor(options);
  const encryption = encryptionFor(client, message);
  let content: string | JwtClaims = claims;
  if (alg !== undefined) {
    checkSigning(alg, client, exchange);
    const secret = isSymmetric(alg) ? { secret: hmacKeyOf(client, alg, exchange) } : {};
    content = await exchange.issuer.keys.sign(claims, { alg, typ, ...secret });
  }
  if (encryption === undefined) return typeof content === "string" ? content : undefined;
  const { key, kid } = await encryptionKeyOf(client, encryption, exchange);
  return encryptJwt(content, { ...encryption, key, kid });
}
