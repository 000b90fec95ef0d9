import type { Lifetime } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import type { ClaimSources } from "./claim_sources.ts";
import type { ScopeClaims } from "./claims.ts";

/** Options of the feature. */
export interface OpenidOptions {
  readonly idTokenLifetime: Lifetime;
  /** The longest, for which keys stay published. */
  readonly longestIdToken?: Seconds;
  /** Which claims a scope stands for: the standard ones, and those of this installation. */
  readonly scopeClaims: ScopeClaims;
  /** Who else vouches for claims; nobody when not given. */
  readonly claimSources?: ClaimSources;
  /** False: scripts of other origins may not ask the UserInfo endpoint. @see OpenID Connect Core 5.3 */
  readonly userinfoCors?: boolean;
}
