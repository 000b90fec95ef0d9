import type { Issuer } from "../engine/mod.ts";
import { type Digest, digest, hmac } from "../platform/mod.ts";

/** What the key derives for nobody else: successors of refresh tokens are derived from texts that begin otherwise. */
const PURPOSE = "OAuth 1.0a token secret of ";

/**
 * The shared secret of temporary credentials or token credentials: 256 bits, as 43 characters of base64url.
 *
 * *Decision 2026-11-21*: it is derived from the text of the credentials under a key of the issuer and stored nowhere, so
 * that whoever reads the stores cannot sign, and no store need be asked for it.
 *
 * @see RFC 5849 4.5, 4.9
 * @param text The text of the credentials, of whatever kind.
 */
export function tokenSecretOf(text: string, issuer: Pick<Issuer, "rotationKey">): string {
  return tokenSecretOfDigest(digest(text), issuer);
}

/**
 * The same for credentials of which the digest alone is known: those whose secret a client may have confused with that
 * of later ones.
 */
export function tokenSecretOfDigest(textDigest: Digest, { rotationKey }: Pick<Issuer, "rotationKey">): string {
  return hmac(rotationKey, PURPOSE + textDigest).toString("base64url");
}
