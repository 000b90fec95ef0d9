import { Cluster, type Redis } from "ioredis";

import { silentLog, systemClock } from "../../platform/mod.ts";
import { parseEvictionPolicy } from "./eviction.ts";
import { RedisLink } from "./link.ts";
import { storeErrorOf } from "./redis_error.ts";
import { parseRedisUrl } from "./redis_url.ts";

/** What a Redis says of itself; of a cluster, the worst of all masters. */
export interface InspectedRedis {
  /** How far its clock is ahead of this machine's, in seconds; a second more or less means nothing. */
  readonly ahead: number;
  /** By which it drops records when it is full; undefined = it drops none, or does not say. */
  readonly evictionPolicy: string | undefined;
  /** Whether it writes every command down, so that a restart loses nothing. */
  readonly appendsOnly: boolean;
}

/** Whether the text of `INFO persistence` tells of an append-only file. */
export function parseAppendsOnly(info: string): boolean {
  return /^aof_enabled:1\b/m.test(info);
}

async function inspectServer(server: Redis): Promise<InspectedRedis> {
  const [seconds, microseconds] = await server.time();
  const ahead = Number(seconds) + Number(microseconds) / 1e6 - (systemClock.now() + 0.5);
  const [memory, persistence] = [await server.info("memory"), await server.info("persistence")];
  return { ahead, evictionPolicy: parseEvictionPolicy(memory), appendsOnly: parseAppendsOnly(persistence) };
}

function worstOf(all: readonly InspectedRedis[]): InspectedRedis {
  return {
    ahead: all.map(({ ahead }) => ahead).toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? 0,
    evictionPolicy: all.find(({ evictionPolicy }) => evictionPolicy !== undefined)?.evictionPolicy,
    appendsOnly: all.every(({ appendsOnly }) => appendsOnly),
  };
}

/**
 * Asks a Redis what it is, on a connection of its own.
 *
 * @throws {StoreUnavailable} When it cannot be reached.
 */
export async function inspectRedis(url: string): Promise<InspectedRedis> {
  const link = new RedisLink(parseRedisUrl(url), { log: silentLog, commandTimeout: 2_000 });
  try {
    await link.open();
    const { client } = link;
    const servers = client instanceof Cluster ? client.nodes("master") : [client];
    return worstOf(await Promise.all(servers.map(async (server) => inspectServer(server))));
  } catch (error) {
    throw storeErrorOf(error);
  } finally {
    await link.close();
  }
}
