import { createPrivateKey } from "node:crypto";
import type { Issuer } from "../../src/engine/mod.ts";
import { signJwt } from "../../src/protocol/mod.ts";
import { type Claims, freshJti } from "./client_jwt.ts";
import { TRUSTED_ISSUER, TRUSTED_JWK } from "./everything.ts";

/** The grant type of JWTs of issuers that are trusted. */
export const JWT_BEARER_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** What that issuer signs with. */
export const TRUSTED_PRIVATE_KEY = createPrivateKey({
  key: { ...TRUSTED_JWK, d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" },
  format: "jwk",
});

/** The claims of a proper assertion about a person, by the issuer that tests trust; undefined leaves one out. */
export function bearerClaims(issuer: Issuer, { sub }: { readonly sub: string }, changes: Claims = {}): Claims {
  const now = issuer.clock.now();
  const claims = { iss: TRUSTED_ISSUER, sub, aud: issuer.url, jti: freshJti(), iat: now, exp: now + 300, ...changes };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Signs as the issuer that tests trust. */
export function signedByIdp(claims: Claims, typ?: string): Promise<string> {
  return signJwt(claims, { alg: "ES256", key: TRUSTED_PRIVATE_KEY, kid: "idp", typ });
}
