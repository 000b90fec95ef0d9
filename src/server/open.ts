import type { Issuer } from "../engine/mod.ts";
import { createApp, rateLimits } from "../http/mod.ts";
import type { GenerateKeyPair } from "../keys/mod.ts";
import {
  argon2SlowHash,
  type Clock,
  createSafeFetch,
  type Log,
  type Random,
  type SafeFetch,
  type SlowHash,
  systemClock,
  systemRandom,
} from "../platform/mod.ts";
import { sampleApi, type SampleApiOptions } from "../sample_api/mod.ts";
import { isLoopbackUri } from "../protocol/mod.ts";
import type { Config } from "./config.ts";
import { keepRevoked } from "./epoch.ts";
import { standardFeatures } from "./features.ts";
import { openIssuer } from "./issuers.ts";
import { createListener, type ListenOptions } from "./listener.ts";
import { requestLimitsOf } from "./request_limits.ts";
import type { Stores } from "./stores.ts";

/** What a server is opened with. */
export interface OpenTouchstoneOptions {
  readonly config: Config;
  /** The issuer identifier, known before the port is. */
  readonly issuer: string;
  readonly stores: Stores;
  readonly secretKey: string;
  readonly log: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly slowHash?: SlowHash;
  readonly fetch?: SafeFetch;
  /** Makes the issuer's key pairs; fresh ones when not given. */
  readonly generateKeyPair?: GenerateKeyPair;
}

/** A server, ready to listen. */
export interface Touchstone {
  readonly issuer: Issuer;
  /** Begins to listen and answers the port. Throws what Node throws when the port is taken. */
  listen(options: ListenOptions): Promise<number>;
  /** Takes no new requests and lets those in flight finish; the stores stay open. */
  close(): Promise<void>;
}

/** Name under which the records of the one issuer of an installation are kept. */
export const DEFAULT_ISSUER = "default";

/** Which resource the sample API is, and where it says so. */
function resourceOf(config: Config): Pick<SampleApiOptions, "resource" | "namesMetadata"> {
  const { OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: resource, RESOURCE_METADATA_IN_CHALLENGES: namesMetadata } = config;
  return { namesMetadata, ...(resource === undefined ? {} : { resource }) };
}

/** Opens a server on its stores, which must be migrated. */
export async function openTouchstone(options: OpenTouchstoneOptions): Promise<Touchstone> {
  const {
    config,
    stores,
    log,
    secretKey,
    clock = systemClock,
    random = systemRandom,
    slowHash = argon2SlowHash(),
    // A server on this machine serves clients on this machine.
    fetch = createSafeFetch({ loopback: isLoopbackUri(options.issuer) }),
  } = options;
  const durable = await stores.database.forIssuer(DEFAULT_ISSUER);
  const issuer = await openIssuer({
    config,
    name: DEFAULT_ISSUER,
    url: options.issuer,
    stores: { durable, ephemeral: stores.ephemeral, broadcast: stores.broadcast },
    features: standardFeatures(config),
    secretKey,
    clock,
    random,
    slowHash,
    fetch,
    log,
    ...(options.generateKeyPair === undefined ? {} : { generateKeyPair: options.generateKeyPair }),
  });
  await keepRevoked(issuer);
  let leaving = false;
  const app = createApp({
    issuers: [issuer],
    aliasPrefixes: config.ALIAS_PREFIXES,
    trustedProxies: config.TRUSTED_PROXIES,
    countRequests: rateLimits(requestLimitsOf(config)),
    health: {
      dependencies: [
        { name: "postgres", ready: () => stores.database.ready() },
        { name: "redis", ready: () => stores.ephemeral.ready() },
      ],
      isLeaving: () => leaving,
    },
    others: [
      sampleApi({
        issuer,
        realm: config.REALM,
        ...resourceOf(config),
        names: { read: config.READ_SCOPE, write: config.WRITE_SCOPE },
        bearerIn: { form: config.BEARER_IN_FORM, query: config.BEARER_IN_QUERY },
        errorResponseWithScopes: config.ERROR_RESPONSE_WITH_SCOPES,
        throttles: { rates: config.DEFAULT_THROTTLE_RATES, classes: config.DEFAULT_THROTTLE_CLASSES },
      }),
    ],
    log,
  });
  const handle = app.callback();
  const listener = createListener((request, response) => {
    // On the way out each answer is the last of its connection.
    if (leaving) response.setHeader("Connection", "close");
    void handle(request, response);
  });
  return {
    issuer,
    listen: (where) => listener.listen(where),
    async close() {
      leaving = true;
      await listener.close();
      await Promise.all(issuer.features.map(async (feature) => feature.close?.()));
      issuer.keys.close();
    },
  };
}
