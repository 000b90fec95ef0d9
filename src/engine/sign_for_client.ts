import type { KeyObject } from "node:crypto";
import { hmacSecretsOf } from "../clients/mod.ts";
import {
  CONTENT_ALGS,
  type ContentAlg,
  directKey,
  encryptJwt,
  fail,
  findSigningAlg,
  isSymmetric,
  type JwtClaims,
  KEY_ALGS,
  type KeyAlg,
  signJwt,
  type SigningAlg,
} from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Exchange } from "./exchange.ts";

/** What may be signed for a client: its three members of client metadata begin with this word. */
export type SignedMessage = "id_token" | "userinfo";

/** What to make of claims for a client. */
export interface SignForClientOptions {
  readonly message: SignedMessage;
  /** `typ` of the header; none when not given. */
  readonly typ?: string;
  /** The algorithm where the client registered none; undefined = then it is not signed. */
  readonly standard?: SigningAlg;
}

/** The algorithm by which a message is signed for a client; undefined = it is not. */
export function signingAlgFor(
  client: ClientRecord,
  { message, standard }: Pick<SignForClientOptions, "message" | "standard">,
): SigningAlg | undefined {
  const registered = client.metadata[`${message}_signed_response_alg`];
  return registered === undefined ? standard : findSigningAlg(registered);
}

/** How a message is encrypted for a client; undefined = it is not. @see OpenID Connect Dynamic Client Registration 2 */
function encryptionFor(
  { metadata }: ClientRecord,
  message: SignedMessage,
): { readonly alg: KeyAlg; readonly enc: ContentAlg } | undefined {
  const alg = KEY_ALGS.find((known) => known === metadata[`${message}_encrypted_response_alg`]);
  if (alg === undefined) return undefined;
  const enc = CONTENT_ALGS.find((known) => known === metadata[`${message}_encrypted_response_enc`]);
  return { alg, enc: enc ?? "A128CBC-HS256" };
}

/** The newest secret of a client, as a key. */
function secretOf(client: ClientRecord, { issuer }: Exchange): KeyObject {
  const [newest] = hmacSecretsOf(client, { key: issuer.sealKey, now: issuer.clock.now() });
  return (
    newest ??
    fail("server_error", "Cannot sign for the client by its secret, as it was not kept for that: rotate the secret")
  );
}

async function encrypted(
  content: string | JwtClaims,
  client: ClientRecord,
  options: {
    readonly alg: KeyAlg;
    readonly enc: ContentAlg;
    readonly exchange: Exchange;
  },
): Promise<string> {
  const { alg, enc, exchange } = options;
  if (alg === "dir") {
    const secret = secretOf(client, exchange).export().toString();
    return encryptJwt(content, { alg, enc, key: directKey(secret, enc) });
  }
  const found = await exchange.issuer.clientKeys.find(client, { alg, use: "enc" });
  if (found === undefined)
    return fail("server_error", `Cannot encrypt for the client as it offers no key for ${alg} that can be read`);
  return encryptJwt(content, { alg, enc, key: found.key, kid: found.kid });
}

/**
 * Claims as the client registered to get them: signed by the issuer or under the client's secret, and encrypted to the
 * client. Undefined when it registered neither and there is no standard.
 *
 * @see OpenID Connect Core 2, 5.3.2, 10
 * @throws {OAuthError} server_error when the client's key cannot be had.
 */
export async function signForClient(
  claims: JwtClaims,
  options: SignForClientOptions & { readonly client: ClientRecord; readonly exchange: Exchange },
): Promise<string | undefined> {
  const { client, exchange, message, typ } = options;
  const alg = signingAlgFor(client, options);
  const encryption = encryptionFor(client, message);
  let content: string | JwtClaims = claims;
  if (alg !== undefined) {
    content = isSymmetric(alg)
      ? await signJwt(claims, { alg, key: secretOf(client, exchange), typ })
      : await exchange.issuer.keys.sign(claims, typ === undefined ? { alg } : { alg, typ });
  }
  if (encryption !== undefined) return encrypted(content, client, { ...encryption, exchange });
  return typeof content === "string" ? content : undefined;
}
