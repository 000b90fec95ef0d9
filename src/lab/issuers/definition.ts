import type { AccountClaims } from "../../accounts/mod.ts";
import type { Instant, Seconds } from "../../platform/mod.ts";
import type { FaultUse } from "../faults/fault.ts";

/** A person of a throwaway issuer. */
export interface DefinedUser {
  readonly username: string;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  /** Subject identifier; a fresh one when not given. */
  readonly sub?: string;
  /** What else is known of the person. @see OpenID Connect Core 5.1 */
  readonly claims?: AccountClaims;
}

/** What is kept of a throwaway issuer; its people, clients and keys lie in the stores as those of any issuer do. */
export interface ThrowawayDefinition {
  /** Unguessable, and a segment of the issuer's address. */
  readonly id: string;
  /** Digest of the key that may change it. */
  readonly key: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Changes with each change; a process that has the issuer open compares. */
  readonly version: number;
  readonly faults: readonly FaultUse[];
  /** The version in which the faults were chosen: how often each was at work is counted from then on. */
  readonly faultsSince: number;
  /** The version in which it was last taken back to its beginning; 1 = never. */
  readonly beganAt: number;
  /** How far its clock is ahead of the machine's; negative = behind. */
  readonly clockOffset: Seconds;
  /** Settings that differ, by their names. */
  readonly settings: Readonly<Record<string, string>>;
  /** How often an access token opens the resource; as often as it likes when not given. */
  readonly tokenUses?: number;
}
