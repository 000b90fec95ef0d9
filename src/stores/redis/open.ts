import { type Log, silentLog } from "../../platform/mod.ts";
import type { Broadcast, EphemeralStore } from "../ephemeral.ts";
import { LifeGate } from "../life_gate.ts";
import { RedisBroadcast } from "./broadcast.ts";
import { RedisEphemeralStore } from "./ephemeral.ts";
import { RedisEpoch } from "./epoch.ts";
import { warnOfEviction } from "./eviction.ts";
import { RedisLink } from "./link.ts";
import { parseRedisUrl } from "./redis_url.ts";

/** How {@link openRedis} behaves. */
export interface OpenRedisOptions {
  readonly log?: Log;
  /** Milliseconds that Redis may leave commands without any answer; 1,000 when not given. */
  readonly commandTimeout?: number;
}

/** What one Redis gives. */
export interface OpenedRedis {
  readonly store: EphemeralStore;
  readonly broadcast: Broadcast;
  /** Ends every connection; commands in flight finish. */
  close(): Promise<void>;
}

const DEFAULT_PREFIX = "ts:";

/**
 * Opens a Redis; the first command connects.
 *
 * @param url See {@link parseRedisUrl}.
 * @throws {SyntaxError} When the URL cannot be read.
 */
export function openRedis(url: string, options: OpenRedisOptions = {}): OpenedRedis {
  const { log = silentLog, commandTimeout = 1_000 } = options;
  const address = parseRedisUrl(url);
  const prefix = address.prefix ?? DEFAULT_PREFIX;
  const link = new RedisLink(address, { log, commandTimeout });
  const broadcast = new RedisBroadcast({ link, log, prefix });
  async function close(): Promise<void> {
    await broadcast.close();
    await link.close();
  }
  const epoch = new RedisEpoch(link);
  const lives = new LifeGate({ connect: async () => link.open(), readLives: async () => epoch.read() });
  link.onBreak(() => lives.shut());
  // A proxy may not tell; then nobody is warned.
  link.onceOpen(() => void warnOfEviction(link, log).catch(() => undefined));
  const store = new RedisEphemeralStore(prefix, { link, epoch, lives, close });
  return { store, broadcast, close };
}
