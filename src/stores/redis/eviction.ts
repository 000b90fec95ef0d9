import { Cluster } from "ioredis";

import type { Log } from "../../platform/mod.ts";
import type { RedisLink } from "./link.ts";

/** The policy by which a Redis that is full drops records; undefined = it drops none, or does not say. */
export function parseEvictionPolicy(info: string): string | undefined {
  const limit = /^maxmemory:(\d+)/m.exec(info)?.[1] ?? "0";
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1];
  return limit === "0" || policy === "noeviction" ? undefined : policy;
}

/**
 * Warns when a Redis may drop records that are alive: a mark that a code or a nonce was used is as good as its end.
 *
 * It is no reason to refuse: the operator may know that it never gets full.
 */
export async function warnOfEviction(link: RedisLink, log: Log): Promise<void> {
  const { client } = link;
  const servers = client instanceof Cluster ? client.nodes("master") : [client];
  const policies = await Promise.all(servers.map(async (server) => parseEvictionPolicy(await server.info("memory"))));
  const policy = policies.find((each) => each !== undefined);
  if (policy !== undefined) {
    log.warn("Redis may drop records that are alive when it is full; set maxmemory-policy to noeviction", { policy });
  }
}
