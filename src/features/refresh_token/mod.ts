/**
 * Refresh tokens: each use gives a new one, and an old one that comes again ends the family.
 *
 * *Decision 2026-11-21*: a successor is derived from the token that it follows, under a server key. So a client whose
 * answer was lost gets the same successor again within the grace period, although the stores hold digests alone.
 *
 * @see RFC 6749 6, RFC 9700 4.14
 * @module
 */
import type { Feature } from "../../engine/mod.ts";
import { refreshGrant, type RefreshPolicy } from "./refresh_grant.ts";

export type { RefreshPolicy };

/** The refresh token grant. */
export function refreshToken(policy: RefreshPolicy): Feature {
  return { name: "refresh_token", spec: "RFC 6749 6", grants: [refreshGrant(policy)] };
}
