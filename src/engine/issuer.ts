import type { CheckCredentials, Sessions } from "../accounts/mod.ts";
import type { ClientDirectory, ClientKeys, SecretCheck } from "../clients/mod.ts";
import type { KeyRing } from "../keys/mod.ts";
import type { Clock, Log, Random, SafeFetch, SlowHash } from "../platform/mod.ts";
import type { DurableStore, EphemeralStore } from "../stores/mod.ts";
import type { ClientAuthMethod } from "./client_auth.ts";
import type { MetadataField } from "./client_metadata.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Feature } from "./feature.ts";
import type { Grant } from "./grant.ts";
import type { Composed } from "./hooks.ts";
import type { ResponseMode, ResponseWord } from "./response.ts";
import type { Settings } from "./settings.ts";
import type { Step } from "./step.ts";

/** What an issuer stands on; a lab issuer stands on others. */
export interface Services {
  readonly durable: DurableStore;
  readonly ephemeral: EphemeralStore;
  readonly clients: ClientDirectory;
  readonly clientKeys: ClientKeys;
  readonly secrets: SecretCheck;
  readonly keys: KeyRing;
  readonly sessions: Sessions;
  readonly checkCredentials: CheckCredentials;
  readonly slowHash: SlowHash;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Asks other servers, and is not led into our own network. */
  readonly fetch: SafeFetch;
  /** Secrets that have to be read again are sealed under it. */
  readonly sealKey: Uint8Array;
  /** Subject identifiers of a sector are derived under it. @see OpenID Connect Core 8.1 */
  readonly pairwiseKey: Uint8Array;
  /** Successors of refresh tokens are derived under it. */
  readonly rotationKey: Uint8Array;
  /** Tokens against cross-site request forgery are made under it. */
  readonly formKey: Uint8Array;
}

/**
 * What features compose into: one immutable value for each tenant, passed down by hand. It holds everything that a
 * request needs, so there is nothing global to look up.
 */
export interface Issuer extends Services {
  /** The issuer identifier. @see RFC 8414 2 */
  readonly url: string;
  /** Path of the issuer identifier, without a slash at its end: `""` or `/tenant`. */
  readonly base: string;
  readonly settings: Settings;
  readonly features: readonly Feature[];
  readonly endpoints: readonly Endpoint[];
  readonly grants: ReadonlyMap<string, Grant>;
  readonly clientAuth: readonly ClientAuthMethod[];
  readonly responseModes: ReadonlyMap<string, ResponseMode>;
  readonly responseWords: ReadonlyMap<string, ResponseWord>;
  readonly steps: readonly Step[];
  /** Members of client metadata by their name, of all features. */
  readonly clientMetadata: ReadonlyMap<string, MetadataField>;
  readonly hooks: Composed;
  /** Server metadata, gathered once. @see RFC 8414 2 */
  readonly metadata: Readonly<Record<string, unknown>>;
}
