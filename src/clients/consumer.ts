import { JwkRefused, parseJwks } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** The grant type of a client that signs its requests, which RFC 5849 calls a client and its users a consumer. */
export const OAUTH1_GRANT = "oauth1";

/** The member of client metadata that lists the signature methods by which a consumer may sign; any when it is absent. */
export const SIGNATURE_METHODS_MEMBER = "oauth_signature_methods";

/** Whether a client may sign requests by OAuth 1.0a. */
export function isConsumer({ grantTypes }: Pick<ClientRecord, "grantTypes">): boolean {
  return grantTypes.includes(OAUTH1_GRANT);
}

/** The signature methods that a consumer registered; undefined = any. */
export function signatureMethodsOf({ metadata }: Pick<ClientRecord, "metadata">): readonly unknown[] | undefined {
  const { [SIGNATURE_METHODS_MEMBER]: methods } = metadata;
  return Array.isArray(methods) ? methods : undefined;
}

/**
 * Whether a client signs with its secret itself, so that a digest of it is not enough: by every method but RSA.
 *
 * @see RFC 5849 3.4.2, 4.5
 */
export function signsWithSecret(client: Pick<ClientRecord, "grantTypes" | "metadata">): boolean {
  if (!isConsumer(client)) return false;
  const methods = signatureMethodsOf(client);
  return methods === undefined || !methods.every(isRsaMethod);
}

function isRsaMethod(method: unknown): boolean {
  return String(method).startsWith("RSA-");
}

/** Whether a key set holds a key by which signatures of RSA can be verified. */
function hasRsaKey(jwks: unknown): boolean {
  try {
    return parseJwks(jwks).keys.some(({ kty, use }) => kty === "RSA" && use !== "enc");
  } catch (error) {
    if (error instanceof JwkRefused) return false;
    throw error;
  }
}

/**
 * What the keys of a consumer lack that registered methods of RSA; undefined = nothing.
 *
 * One that may sign otherwise as well may bring its key later. What lies at a `jwks_uri` is not looked at.
 *
 * @see RFC 5849 3.4.3
 */
export function consumerKeyFault(client: Pick<ClientRecord, "grantTypes" | "metadata">): string | undefined {
  const methods = signatureMethodsOf(client) ?? [];
  const { jwks, jwks_uri: uri } = client.metadata;
  if (!isConsumer(client) || uri !== undefined || !methods.some(isRsaMethod)) return undefined;
  if (jwks === undefined && !methods.every(isRsaMethod)) return undefined;
  return hasRsaKey(jwks)
    ? undefined
    : `Give an RSA public key of at least 2048 bits, by which ${methods.filter(isRsaMethod).join(" and ")} can be verified (RFC 5849 3.4.3)`;
}
