import type { Lifetime } from "../engine/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** A lifetime that depends on the client, in whole seconds. */
export type LifetimeFunction = Extract<Lifetime, (client: ClientRecord) => number>;

/**
 * Settings that may be functions of the client where a program opens the server itself, by the names of the settings.
 *
 * What they answer is bounded: an access token by ACCESS_TOKEN_MAX_SECONDS, an ID token by ID_TOKEN_EXPIRE_SECONDS, for
 * which keys stay published, and a code by ten minutes.
 */
export interface FunctionSettings {
  readonly ACCESS_TOKEN_EXPIRE_SECONDS?: LifetimeFunction;
  readonly REFRESH_TOKEN_EXPIRE_SECONDS?: LifetimeFunction;
  readonly ID_TOKEN_EXPIRE_SECONDS?: LifetimeFunction;
  readonly AUTHORIZATION_CODE_EXPIRE_SECONDS?: LifetimeFunction;
  /** Whether a client must use PKCE. */
  readonly PKCE_REQUIRED?: (client: ClientRecord) => boolean;
}
