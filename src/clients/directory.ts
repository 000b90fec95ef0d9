import { LRUCache } from "lru-cache";
import type { Log } from "../platform/mod.ts";
import { type Broadcast, type ClientRecord, type ClientStore, StoreUnavailable } from "../stores/mod.ts";

type Found = ClientRecord | undefined;

/** Registered clients, kept in this process so that a request needs no trip to the database. */
export interface ClientDirectory {
  /** Answers at once where the client is kept, which is nearly always, so that nobody need wait for it. */
  find(clientId: string): Found | Promise<Found>;
  findByNumber(id: number): Found | Promise<Found>;
  /** Tells every process that a client changed or is gone. */
  changed(client: Pick<ClientRecord, "id" | "clientId">): Promise<void>;
}

/** What a directory needs. */
export interface ClientDirectoryOptions {
  readonly store: ClientStore;
  readonly broadcast: Broadcast;
  readonly log: Log;
  /** Name of the issuer, which keeps the words of one issuer from another's directory. */
  readonly issuer: string;
  /** Milliseconds that a record is taken for true without asking again; half a minute when not given. */
  readonly longestKept?: number;
}

/** A change is heard at once; this bounds how late it is noticed should the word be lost. Milliseconds. */
const LONGEST_KEPT = 30_000;
const MOST_KEPT = 10_000;
/** Milliseconds until the database is asked again after it was away. */
const PAUSE = 5_000;

/**
 * Opens the directory of one issuer.
 *
 * While the database is away, what was known last goes on: then nobody can change it either, and who asks whether a
 * token is alive needs no more than the name of its client.
 */
export async function openClientDirectory(options: ClientDirectoryOptions): Promise<ClientDirectory> {
  const { store, broadcast, log } = options;
  const topic = `clients:${options.issuer}`;
  const ttl = options.longestKept ?? LONGEST_KEPT;
  // A thirtieth more or less does not matter, and the clock need not be read for each request.
  const limits = { max: MOST_KEPT, ttl, ttlResolution: Math.ceil(ttl / 30), noDeleteOnStaleGet: true };
  const byClientId = new LRUCache<string, ClientRecord>(limits);
  const byNumber = new LRUCache<number, ClientRecord>(limits);
  // Counts the words heard, so that a record read before a word came is not kept after it.
  let heard = 0;

  function keep(client: ClientRecord | undefined, before: number): ClientRecord | undefined {
    if (client === undefined || before !== heard) return client;
    byClientId.set(client.clientId, client);
    byNumber.set(client.id, client);
    return client;
  }

  function forget(message: string): void {
    heard += 1;
    const [id = "", clientId = ""] = message.split(" ", 2);
    byNumber.delete(Number(id));
    byClientId.delete(clientId);
  }

  /** Asks the store about one of the caches' keys. */
  async function ask<K extends {}>(
    cache: LRUCache<K, ClientRecord>,
    key: K,
    find: () => Promise<Found>,
  ): Promise<Found> {
    const before = heard;
    try {
      const client = await find();
      if (client === undefined) cache.delete(key);
      return keep(client, before);
    } catch (error) {
      const last = error instanceof StoreUnavailable ? cache.get(key, { allowStale: true }) : undefined;
      if (last === undefined) throw error;
      cache.set(key, last, { ttl: PAUSE });
      return last;
    }
  }

  await broadcast.listen(topic, {
    heard: forget,
    lost() {
      heard += 1;
      byClientId.clear();
      byNumber.clear();
    },
  });

  return {
    find: (clientId) => byClientId.get(clientId) ?? ask(byClientId, clientId, async () => store.find(clientId)),
    findByNumber: (id) => byNumber.get(id) ?? ask(byNumber, id, async () => store.findByNumber(id)),
    async changed(client) {
      const message = `${client.id} ${client.clientId}`;
      forget(message);
      try {
        await broadcast.send(topic, message);
      } catch (cause) {
        log.warn("Cannot tell the other processes that a client changed; they notice within half a minute", { cause });
      }
    },
  };
}
