import type Koa from "koa";
import type { Middleware } from "koa";
import type { Feature, Issuer } from "../engine/mod.ts";
import { createApp, rateLimits, serveIssuers } from "../http/mod.ts";
import type { GenerateKeyPair } from "../keys/mod.ts";
import { keepNonces, type SignedReader } from "../oauth1/mod.ts";
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
import type { FunctionSettings } from "./function_settings.ts";
import { keepRevoked } from "./epoch.ts";
import { standardFeatures } from "./features.ts";
import { openIssuer } from "./issuers.ts";
import { labOf } from "./lab.ts";
import { dpopAt } from "./dpop_at.ts";
import { originAt, signaturesFor } from "./signatures.ts";
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
  /** Lifetimes and demands that are functions of the client. */
  readonly functions?: FunctionSettings;
  /** Adds to the standard features, takes away from them, or puts others in their place. */
  readonly features?: (standard: readonly Feature[]) => readonly Feature[];
}

/** A server, ready to listen. */
export interface Touchstone {
  readonly issuer: Issuer;
  /** Reads requests to an API that are signed by OAuth 1.0a; undefined where nobody can sign. */
  readonly signed: SignedReader | undefined;
  /** All of it. */
  readonly app: Koa;
  /** The same for an application of one's own: other paths go on to what comes next. */
  readonly middleware: Middleware;
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
  const standard = standardFeatures(config, options.functions);
  const durable = await stores.database.forIssuer(DEFAULT_ISSUER);
  const lab = await labOf({ config, issuer: options.issuer, stores, secretKey, clock, random, log });
  const issuer = await openIssuer({
    config,
    name: DEFAULT_ISSUER,
    url: options.issuer,
    stores: { durable, ephemeral: stores.ephemeral, broadcast: stores.broadcast },
    features: [...(options.features?.(standard) ?? standard), ...lab.features],
    ...(options.functions === undefined ? {} : { functions: options.functions }),
    secretKey,
    clock,
    random,
    slowHash,
    fetch,
    log,
    ...(options.generateKeyPair === undefined ? {} : { generateKeyPair: options.generateKeyPair }),
  });
  await keepRevoked(issuer);
  const signed = signaturesFor(issuer, config);
  if (signed !== undefined) await keepNonces(issuer);
  let leaving = false;
  const served = {
    issuers: [issuer],
    aliasPrefixes: config.ALIAS_PREFIXES,
    countRequests: rateLimits(requestLimitsOf(config)),
    others: [
      sampleApi({
        issuer,
        realm: config.REALM,
        ...resourceOf(config),
        names: { read: config.READ_SCOPE, write: config.WRITE_SCOPE },
        bearerIn: { form: config.BEARER_IN_FORM, query: config.BEARER_IN_QUERY },
        errorResponseWithScopes: config.ERROR_RESPONSE_WITH_SCOPES,
        ...(signed === undefined ? {} : { signed }),
        dpop: dpopAt(issuer, config),
        origin: originAt(issuer),
        throttles: { rates: config.DEFAULT_THROTTLE_RATES, classes: config.DEFAULT_THROTTLE_CLASSES },
      }),
      ...lab.others,
    ],
  };
  const app = createApp({
    ...served,
    trustedProxies: config.TRUSTED_PROXIES,
    health: {
      dependencies: [
        { name: "postgres", ready: () => stores.database.ready() },
        { name: "redis", ready: () => stores.ephemeral.ready() },
      ],
      isLeaving: () => leaving,
    },
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
    signed,
    app,
    middleware: serveIssuers(served),
    listen: (where) => listener.listen(where),
    async close() {
      leaving = true;
      await listener.close();
      await Promise.all(issuer.features.map(async (feature) => feature.close?.()));
      issuer.keys.close();
    },
  };
}
