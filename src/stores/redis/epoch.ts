import { Cluster } from "ioredis";

import type { RedisLink } from "./link.ts";
import { storeErrorOf } from "./redis_error.ts";

/** The present life of the server, or of all masters of the cluster, read anew whenever a connection broke or came back. */
export class RedisEpoch {
  readonly #link: RedisLink;
  #known: Promise<readonly string[]> | undefined;
  #breaks = 0;

  constructor(link: RedisLink) {
    this.#link = link;
    link.onBreak(() => {
      this.#breaks += 1;
      this.#known = undefined;
    });
  }

  /**
   * The lives of all servers that hold a part of the records, in order.
   *
   * @throws {StoreUnavailable} While they cannot be asked.
   */
  async read(): Promise<readonly string[]> {
    const asked = (this.#known ??= this.#ask());
    try {
      return await asked;
    } catch (error) {
      if (this.#known === asked) this.#known = undefined;
      throw storeErrorOf(error);
    }
  }

  async #ask(): Promise<readonly string[]> {
    if (!this.#link.isOpen) await this.#link.open();
    const { client } = this.#link;
    const servers = client instanceof Cluster ? client.nodes("master") : [client];
    if (servers.length === 0) throw new RangeError("No master of the cluster is known");
    const runs = await Promise.all(servers.map(async (server) => this.#runOf(await server.info("server"))));
    return runs.toSorted();
  }

  /** A proxy may hide the run; then every break of the connection counts as a new one. */
  #runOf(info: string): string {
    return /^run_id:(\w+)/m.exec(info)?.[1] ?? `break-${this.#breaks}`;
  }
}
