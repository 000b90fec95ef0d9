import { credentialsCheck, openSessions, throttle } from "../accounts/mod.ts";
import { openClientDirectory, secretCheck } from "../clients/mod.ts";
import { compose, type Feature, type Issuer, type Services, type Settings } from "../engine/mod.ts";
import { type Clock, deriveKey, type Log, type Random, type SlowHash } from "../platform/mod.ts";
import type { Broadcast, DurableStore, EphemeralStore } from "../stores/mod.ts";
import type { Config } from "./config.ts";

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
  readonly log: Log;
}

/** What the spine must know, out of all settings. */
export function settingsOf(config: Config): Settings {
  const { REFRESH_TOKEN_EXPIRE_SECONDS: refreshTokenLifetime } = config;
  return {
    scopes: new Map(Object.entries(config.SCOPES)),
    defaultScope: config.DEFAULT_SCOPES,
    accessTokenLifetime: config.ACCESS_TOKEN_EXPIRE_SECONDS,
    longestAccessToken: config.ACCESS_TOKEN_MAX_SECONDS,
    ...(refreshTokenLifetime === undefined ? {} : { refreshTokenLifetime }),
    redirectUris: {
      schemes: config.ALLOWED_REDIRECT_URI_SCHEMES,
      http: config.HTTP_REDIRECT_URIS,
      privateUse: config.PRIVATE_USE_URI_SCHEMES,
    },
    sessionLifetime: config.SESSION_SECONDS,
    interactionLifetime: config.INTERACTION_SECONDS,
    approvalPrompt: config.REQUEST_APPROVAL_PROMPT,
  };
}

/** Opens an issuer on its stores. */
export async function openIssuer(options: OpenIssuerOptions): Promise<Issuer> {
  const { config, name, url, stores, features, secretKey, clock, random, slowHash, log } = options;
  const { durable, ephemeral, broadcast } = stores;
  const settings = settingsOf(config);
  const services: Services = {
    durable,
    ephemeral,
    clients: await openClientDirectory({ store: durable.clients, broadcast, log, issuer: name }),
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
    rotationKey: deriveKey(secretKey, `refresh rotation of ${name}`),
    formKey: deriveKey(secretKey, `forms of ${name}`),
  };
  return compose({ url, settings, services, features });
}
