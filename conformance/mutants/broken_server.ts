import { createServer, type Server } from "node:http";
import type { Issuer } from "../../src/engine/mod.ts";
import { createApp } from "../../src/http/mod.ts";
import { type Clock, createSafeFetch, silentLog, systemClock, systemRandom } from "../../src/platform/mod.ts";
import { publicOrigin, signedReader } from "../../src/oauth1/mod.ts";
import { sampleApi } from "../../src/sample_api/mod.ts";
import { type Config, openIssuer, standardFeatures } from "../../src/server/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../../src/stores/memory/mod.ts";
import { type GivenSettings, testConfig } from "../../test/support/config.ts";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { type RunningServer, TEST_SECRET_KEY } from "../../test/support/running_server.ts";
import { OWN_SETTINGS } from "../support/own_settings.ts";
import type { Mutant } from "./mutant.ts";

/** How a broken server is started. */
export interface StartBrokenOptions {
  readonly clock?: Clock;
  readonly settings?: GivenSettings;
}

/** Opens an issuer of the standard features, then breaks it in the one way of a mutant. */
async function brokenIssuer(
  mutant: Pick<Mutant, "features" | "issuer">,
  options: {
    readonly url: string;
    readonly database: ReturnType<typeof memoryDatabase>;
    readonly clock: Clock;
    readonly config: Config;
  },
): Promise<Issuer> {
  const { url, database, clock, config } = options;
  const standard = standardFeatures(config);
  const issuer = await openIssuer({
    config,
    name: "broken",
    url,
    stores: {
      durable: await database.forIssuer("broken"),
      ephemeral: memoryEphemeralStore({ clock }),
      broadcast: memoryBroadcast(),
    },
    features: mutant.features?.(standard) ?? standard,
    secretKey: TEST_SECRET_KEY,
    clock,
    random: systemRandom,
    slowHash: FAST_HASH,
    // as our own server on this machine has it: back-channels lead to this machine alone
    fetch: createSafeFetch({ loopback: true }),
    log: silentLog,
  });
  return mutant.issuer?.(issuer) ?? issuer;
}

/** The sample API, which asks a broken issuer. */
function apiOf(issuer: Issuer, config: Config): ReturnType<typeof sampleApi> {
  const signed = signedReader(issuer, {
    methods: config.OAUTH1_SIGNATURE_METHODS,
    plaintextOverHttp: config.OAUTH1_PLAINTEXT_OVER_HTTP,
    window: config.OAUTH1_TIMESTAMP_SECONDS,
  });
  return sampleApi({ issuer, signed, origin: ({ req }) => publicOrigin(issuer.url, { host: req.headers.host }) });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot tell the port of the server");
  return address.port;
}

/** Serves a broken issuer, on stores in memory, behind a socket of the loopback address. */
export async function startBroken(
  mutant: Pick<Mutant, "features" | "issuer" | "incoming">,
  { clock = systemClock, settings = {} }: StartBrokenOptions = {},
): Promise<RunningServer> {
  // It listens before there is anything to serve, so that nobody else can take the port in the meantime.
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const database = memoryDatabase({ clock });
  const config = testConfig({ ...OWN_SETTINGS, ...settings });
  const issuer = await brokenIssuer(mutant, { url, database, clock, config });
  const app = createApp({
    issuers: [issuer],
    others: [apiOf(issuer, config)],
    aliasPrefixes: config.ALIAS_PREFIXES,
    trustedProxies: 0,
    health: { dependencies: [], isLeaving: () => false },
    log: silentLog,
  });
  const handle = app.callback();
  server.on("request", (request, response) => {
    mutant.incoming?.(request, issuer);
    void handle(request, response);
  });
  const stores = { database, ephemeral: issuer.ephemeral, broadcast: memoryBroadcast(), close: () => database.close() };
  return {
    url,
    issuer,
    stores,
    async stop() {
      const closed = new Promise((resolve) => void server.close(resolve));
      server.closeAllConnections();
      await closed;
      await database.close();
    },
  };
}
