import { credentialsCheck, openSessions, throttle } from "../accounts/mod.ts";
import { openClientDirectory, openClientKeys, secretCheck } from "../clients/mod.ts";
import { compose, type Feature, type Issuer, type Services, type Settings } from "../engine/mod.ts";
import { type GenerateKeyPair, type KeyPolicy, openKeyRing } from "../keys/mod.ts";
import {
  type Clock,
  deriveKey,
  type Log,
  type Random,
  type SafeFetch,
  type SlowHash,
  systemRandom,
} from "../platform/mod.ts";
import type { Broadcast, DurableStore, EphemeralStore } from "../stores/mod.ts";
import type { Config } from "./config.ts";
import type { FunctionSettings } from "./function_settings.ts";

/** The stores of an issuer, narrowed to it. */
export interface IssuerStores {
  readonly durable: DurableStore;
  readonly ephemeral: EphemeralStore;
  readonly broadcast: Broadcast;
}

/** What an issuer is opened with. */
export interface OpenIssuerOptions {
  readonly config: Config;
  /** Name of its records in the database. */
  readonly name: string;
  readonly url: string;
  readonly stores: IssuerStores;
  readonly features: readonly Feature[];
  readonly secretKey: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly slowHash: SlowHash;
  readonly fetch: SafeFetch;
  readonly log: Log;
  /** Makes the issuer's key pairs; fresh ones when not given. */
  readonly generateKeyPair?: GenerateKeyPair;
  readonly functions?: FunctionSettings;
  /** Milliseconds between two looks after its keys; a minute when not given. */
  readonly tendKeysEvery?: number;
}

/** Seconds that clocks may be apart, and that a request may take. */
const SLACK = 60;

/** How the issuer's keys live. */
export function keyPolicyOf(config: Config): KeyPolicy {
  return {
    signing: config.SIGNING_ALGS,
    encryption: config.ENCRYPTION_ALGS,
    rotation: config.KEY_ROTATION_SECONDS,
    ahead: config.KEY_PUBLISH_AHEAD_SECONDS,
    // An ID token comes back as a hint for as long as the session lasts.
    keptFor: Math.max(config.ACCESS_TOKEN_MAX_SECONDS, config.ID_TOKEN_EXPIRE_SECONDS, config.SESSION_SECONDS) + SLACK,
  };
}

/** The key under which the private halves of an issuer's keys are sealed. */
export function keySealingKey(secretKey: string, name: string): Uint8Array {
  return deriveKey(secretKey, `private keys of ${name}`);
}

/** The key under which secrets of an issuer's clients are sealed that have to be read again. */
export function recordSealingKey(secretKey: string, name: string): Uint8Array {
  return deriveKey(secretKey, `sealed records of ${name}`);
}

/** The key under which secrets are derived that nobody keeps: of refresh tokens' successors, and of OAuth 1.0a's tokens. */
export function rotationKeyOf(secretKey: string, name: string): Uint8Array {
  return deriveKey(secretKey, `refresh rotation of ${name}`);
}

/** What people read of the scopes of OpenID Connect. @see OpenID Connect Core 5.4, 11 */
const OPENID_SCOPES: Readonly<Record<string, string>> = {
  openid: "Know who you are here",
  profile: "See your name and profile",
  email: "See your email address",
  address: "See your postal address",
  phone: "See your phone number",
  offline_access: "Keep access while you are away",
};

/** Every scope and its sentence; what an installation says of a scope wins. */
function scopesOf({ OIDC_ENABLED, SCOPES, SCOPE_CLAIMS }: Config): ReadonlyMap<string, string> {
  if (!OIDC_ENABLED) return new Map(Object.entries(SCOPES));
  const further = Object.entries(SCOPE_CLAIMS).map(([name, claims]): readonly [string, string] => [
    name,
    `See your ${claims.join(", ")}`,
  ]);
  return new Map(
    [...Object.entries(SCOPES), ...further, ...Object.entries(OPENID_SCOPES)].filter(
      // The first that names a scope says what it means.
      ([name], index, all) => all.findIndex(([other]) => other === name) === index,
    ),
  );
}

/** What the spine must know, out of all settings. */
export function settingsOf(config: Config, functions: FunctionSettings = {}): Settings {
  const refreshTokenLifetime = functions.REFRESH_TOKEN_EXPIRE_SECONDS ?? config.REFRESH_TOKEN_EXPIRE_SECONDS;
  return {
    scopes: scopesOf(config),
    defaultScope: config.DEFAULT_SCOPES,
    accessTokenLifetime: functions.ACCESS_TOKEN_EXPIRE_SECONDS ?? config.ACCESS_TOKEN_EXPIRE_SECONDS,
    longestAccessToken: config.ACCESS_TOKEN_MAX_SECONDS,
    ...(refreshTokenLifetime === undefined ? {} : { refreshTokenLifetime }),
    redirectUris: {
      schemes: config.ALLOWED_REDIRECT_URI_SCHEMES,
      http: config.HTTP_REDIRECT_URIS,
      privateUse: config.PRIVATE_USE_URI_SCHEMES,
      localhost: config.ALLOW_LOCALHOST_LOOPBACK,
      wildcards: config.ALLOW_URI_WILDCARDS,
    },
    sessionLifetime: config.SESSION_SECONDS,
    interactionLifetime: config.INTERACTION_SECONDS,
    approvalPrompt: config.REQUEST_APPROVAL_PROMPT,
  };
}

/** Opens an issuer on its stores. */
export async function openIssuer(options: OpenIssuerOptions): Promise<Issuer> {
  const { config, name, url, stores, features, secretKey, clock, random, slowHash, fetch, log } = options;
  const { durable, ephemeral, broadcast } = stores;
  const settings = settingsOf(config, options.functions);
  const services: Services = {
    durable,
    ephemeral,
    clients: await openClientDirectory({ store: durable.clients, broadcast, log, issuer: name }),
    clientKeys: openClientKeys({ fetch, clock, log }),
    keys: await openKeyRing({
      store: durable.keys,
      audit: durable.audit,
      broadcast,
      issuer: name,
      sealKey: keySealingKey(secretKey, name),
      policy: keyPolicyOf(config),
      clock,
      // Whatever a test draws in an order of its own: keys do not take part in it.
      random: systemRandom,
      log,
      generate: options.generateKeyPair,
      ...(options.tendKeysEvery === undefined ? {} : { every: options.tendKeysEvery }),
    }),
    secrets: secretCheck(slowHash, throttle({ ephemeral }), { log }),
    sessions: openSessions({
      store: durable.sessions,
      clock,
      random,
      lifetime: settings.sessionLifetime,
    }),
    checkCredentials: credentialsCheck({ accounts: durable.accounts, ephemeral, slowHash, clock }),
    slowHash,
    clock,
    random,
    log,
    fetch,
    sealKey: recordSealingKey(secretKey, name),
    pairwiseKey: deriveKey(secretKey, `pairwise subjects of ${name}`),
    rotationKey: rotationKeyOf(secretKey, name),
    formKey: deriveKey(secretKey, `forms of ${name}`),
  };
  return compose({ url, settings, services, features });
}
