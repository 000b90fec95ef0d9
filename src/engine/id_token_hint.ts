import { hmacSecretsOf } from "../clients/mod.ts";
import {
  fail,
  isJwe,
  isSymmetric,
  JweRefused,
  type JwtClaims,
  JwtRefused,
  peekJwt,
  type VerifiedJwt,
  verifyJwt,
} from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import type { Exchange } from "./exchange.ts";
import { signingAlgFor } from "./sign_for_client.ts";

/** An ID token of this issuer that came back as a hint. */
export interface IdTokenHint {
  /** The person, as the client knows them. */
  readonly sub: string;
  /** The session in which it was issued. */
  readonly sid?: string;
  readonly claims: JwtClaims;
}

function refuse(why: string, cause?: unknown): never {
  return fail("invalid_request", `Cannot take the id_token_hint as ${why}`, { rule: "OIDC-3.1.2.2-5", cause });
}

/** Demands of a hint: it says who it is about, and it may have expired. */
function demandsOf(client: ClientRecord, { issuer }: Exchange) {
  return { issuer: issuer.url, audience: client.clientId, required: ["sub"], mayBeExpired: true, mayLast: true };
}

/** Verifies an ID token that was signed under a secret of the client, whichever of those that live. */
async function verifyBySecret(text: string, client: ClientRecord, exchange: Exchange): Promise<VerifiedJwt> {
  const { issuer } = exchange;
  const alg = signingAlgFor(client, { message: "id_token" });
  const algs = alg !== undefined && isSymmetric(alg) ? [alg] : [];
  const now = issuer.clock.now();
  let refusal: unknown = new JwtRefused("key", "Cannot verify the JWT as the client has no secret for it");
  for (const key of hmacSecretsOf(client, { key: issuer.sealKey, now })) {
    try {
      return await verifyJwt(text, { ...demandsOf(client, exchange), now, algs, keyFor: () => key });
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

async function verify(text: string, client: ClientRecord, exchange: Exchange): Promise<VerifiedJwt> {
  const { keys } = exchange.issuer;
  // A client that gets its ID tokens encrypted sends them back encrypted for us. @see OpenID Connect Core 3.1.2.1
  const plain = isJwe(text) ? (await keys.decrypt(text)).text : text;
  if (String(peekJwt(plain).header.alg).startsWith("HS")) return verifyBySecret(plain, client, exchange);
  return keys.verify(plain, demandsOf(client, exchange));
}

/**
 * Reads an ID token that this issuer gave to a client and that comes back as a hint; it may have expired long ago.
 *
 * Choice: an unsigned one is refused, as nothing shows who made it.
 *
 * @see OpenID Connect Core 3.1.2.1, 3.1.2.2, RP-Initiated Logout 2
 * @throws {OAuthError} invalid_request when this issuer did not give it to this client.
 */
export async function readIdTokenHint(text: string, client: ClientRecord, exchange: Exchange): Promise<IdTokenHint> {
  try {
    const { claims } = await verify(text, client, exchange);
    const { sub, sid } = claims;
    if (typeof sub !== "string") return refuse("it does not say who it is about");
    return { sub, claims, ...(typeof sid === "string" ? { sid } : {}) };
  } catch (error) {
    if (error instanceof JwtRefused || error instanceof JweRefused)
      return refuse("it is not an ID token that this server gave to this client", error);
    throw error;
  }
}
