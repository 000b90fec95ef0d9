import type { Seconds } from "../platform/mod.ts";
import type { CheckRedirectUriOptions, Scope } from "../protocol/mod.ts";
import type { Lifetime } from "./lifetime.ts";

/** What the spine itself must know of an issuer; features take their own options. */
export interface Settings {
  /** Scope → the sentence that a person reads on the consent page. */
  readonly scopes: ReadonlyMap<string, string>;
  /** Granted when none is asked for. */
  readonly defaultScope: Scope;
  readonly accessTokenLifetime: Lifetime;
  /** No client's access tokens live longer. */
  readonly longestAccessToken: Seconds;
  /** Undefined = refresh tokens do not expire. */
  readonly refreshTokenLifetime?: Lifetime;
  /** What a redirect URI may look like when a client is registered. */
  readonly redirectUris: CheckRedirectUriOptions;
  readonly sessionLifetime: Seconds;
  /** How long a person may take to sign in and to consent. */
  readonly interactionLifetime: Seconds;
  /** Whether consent given before is asked for again. */
  readonly approvalPrompt: "auto" | "force";
}
