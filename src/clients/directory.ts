import { LRUCache } from "lru-cache";
import type { Log } from "../platform/mod.ts";
import type { Broadcast, ClientRecord, ClientStore } from "../stores/mod.ts";

/** Registered clients, kept in this process so that a request needs no trip to the database. */
export interface ClientDirectory {
  find(clientId: string): Promise<ClientRecord | undefined>;
  findByNumber(id: number): Promise<ClientRecord | undefined>;
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
}

/** A change is heard at once; this bounds how late it is noticed should the word be lost. Milliseconds. */
const LONGEST_KEPT = 30_000;
const MOST_KEPT = 10_000;

/** Opens the directory of one issuer. */
export async function openClientDirectory(options: ClientDirectoryOptions): Promise<ClientDirectory> {
  const { store, broadcast, log } = options;
  const topic = `clients:${options.issuer}`;
  const byClientId = new LRUCache<string, ClientRecord>({ max: MOST_KEPT, ttl: LONGEST_KEPT });
  const byNumber = new LRUCache<number, ClientRecord>({ max: MOST_KEPT, ttl: LONGEST_KEPT });
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

  await broadcast.listen(topic, {
    heard: forget,
    lost() {
      heard += 1;
      byClientId.clear();
      byNumber.clear();
    },
  });

  return {
    async find(clientId) {
      const kept = byClientId.get(clientId);
      if (kept !== undefined) return kept;
      const before = heard;
      return keep(await store.find(clientId), before);
    },
    async findByNumber(id) {
      const kept = byNumber.get(id);
      if (kept !== undefined) return kept;
      const before = heard;
      return keep(await store.findByNumber(id), before);
    },
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
