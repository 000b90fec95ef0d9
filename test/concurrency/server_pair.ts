import type { Issuer } from "../../src/engine/mod.ts";
import { silentLog, systemClock, systemRandom } from "../../src/platform/mod.ts";
import { openIssuer, standardFeatures } from "../../src/server/mod.ts";
import { type GivenSettings, testConfig } from "../support/config.ts";
import { FAST_HASH } from "../support/fast_hash.ts";
import { NO_FETCH } from "../support/no_fetch.ts";
import { freePort } from "../support/free_port.ts";
import { realStores, type StoreAddresses, storeAddresses } from "../support/real_stores.ts";
import { TEST_SECRET_KEY } from "../support/running_server.ts";
import { startTwo } from "../support/server_process.ts";

/** Two server processes on the same real stores, and the same issuer in this process. */
export interface ServerPair {
  /** Where the two answer. */
  readonly servers: readonly [string, string];
  /** To make people and clients, and to look into the stores; it serves nobody. */
  readonly issuer: Issuer;
  readonly stores: StoreAddresses;
}

const pairs = new Map<string, Promise<ServerPair>>();

/**
 * Two processes with some settings, shared by all files of a worker; they end with it.
 *
 * @param owner Named by a file that would spoil them for the others, as one that has the address throttled.
 */
export function serverPair(settings: GivenSettings = {}, owner = "everybody"): Promise<ServerPair> {
  const key = JSON.stringify([owner, settings]);
  const known = pairs.get(key);
  if (known !== undefined) return known;
  const started = start(settings);
  pairs.set(key, started);
  return started;
}

async function start(settings: GivenSettings): Promise<ServerPair> {
  const stores = await storeAddresses();
  const url = `http://127.0.0.1:${await freePort()}`;
  const [first, second] = await startTwo({ stores, issuer: url, settings });
  for (const { child } of [first, second]) {
    child.unref();
    child.channel?.unref();
  }
  const config = testConfig(settings);
  const { database, ephemeral, broadcast } = await realStores(stores);
  const issuer = await openIssuer({
    config,
    name: "default",
    url,
    stores: { durable: await database.forIssuer("default"), ephemeral, broadcast },
    features: standardFeatures(config),
    secretKey: TEST_SECRET_KEY,
    clock: systemClock,
    random: systemRandom,
    slowHash: FAST_HASH,
    fetch: NO_FETCH,
    log: silentLog,
  });
  return { servers: [first.address, second.address], issuer, stores };
}

/** Sends many requests at the same moment, to both servers in turn, over connections that are open already. */
export async function atOnce<T>(
  { servers }: ServerPair,
  count: number,
  shot: (server: string, index: number) => Promise<T>,
): Promise<readonly T[]> {
  const targets = Array.from({ length: count }, (_, index) => servers[index % 2 === 0 ? 0 : 1]);
  await Promise.all(targets.map(async (server) => (await fetch(`${server}/health`)).arrayBuffer()));
  return Promise.all(targets.map(shot));
}
