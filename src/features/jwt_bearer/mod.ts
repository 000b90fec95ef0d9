/**
 * A JWT of an issuer that the operator trusts, in exchange for an access token of the person whom it names.
 *
 * *Decisions 2026-11-21*: whoever asks is a registered client that may use this grant, and that the trusted issuer is
 * trusted for; a stranger with a JWT gets nothing, though RFC 7521 leaves that open. The audience is this issuer, or its
 * token endpoint, alone. A JWT lives for an hour at most and holds once, which takes a `jti`. The person is not asked for
 * consent: whom to trust with which scopes was decided by the operator, out of band, and nobody sits at a browser who
 * could be asked (RFC 7521 4.1). What was granted is among the person's authorizations all the same, and can be taken
 * back there. There is no refresh token: who wants another access token presents another JWT.
 *
 * Without a trusted issuer there is no such grant.
 *
 * @see RFC 7521 4.1, RFC 7523 2.1 and 3
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { jwtBearerGrant } from "./grant.ts";
import type { TrustedIssuers } from "./trusted_issuer.ts";

export {
  parseTrustedIssuers,
  type TrustedIssuer,
  type TrustedIssuers,
  TrustedIssuersRefused,
} from "./trusted_issuer.ts";

/** Who is trusted. */
export interface JwtBearerOptions {
  readonly issuers: TrustedIssuers;
}

/** The JWT bearer grant. */
export function jwtBearer({ issuers }: JwtBearerOptions): Feature {
  return { name: "jwt_bearer", spec: "RFC 7523 2.1", grants: issuers.size === 0 ? [] : [jwtBearerGrant(issuers)] };
}
