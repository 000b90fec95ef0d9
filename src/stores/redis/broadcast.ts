import type { Redis } from "ioredis";

import type { Log } from "../../platform/mod.ts";
import type { Broadcast } from "../ephemeral.ts";
import { type Listener, Listeners } from "../listeners.ts";
import type { RedisLink } from "./link.ts";
import { storeErrorOf } from "./redis_error.ts";

/** What {@link RedisBroadcast} needs. */
export interface RedisBroadcastOptions {
  readonly link: RedisLink;
  readonly log: Log;
  /** What the name of every channel begins with. */
  readonly prefix: string;
  /** Milliseconds between two questions whether the subscriber's connection is alive; 5,000 when not given. */
  readonly heartbeat?: number;
}

/** A subscriber's connection says nothing by itself, so that nobody would notice that it is dead. */
const HEARTBEAT = 5_000;
const RECONNECT_DELAY = 250;

/**
 * A broadcast over Redis: PUBLISH on the connection of the commands, SUBSCRIBE on one of its own.
 *
 * After that one broke, a new one subscribes first and then tells the listeners that they may have missed something,
 * so that nothing falls between.
 */
export class RedisBroadcast implements Broadcast {
  readonly #options: RedisBroadcastOptions;
  readonly #listeners: Listeners;
  #connection: Promise<Redis> | undefined;
  #pulse: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isAway = false;

  constructor(options: RedisBroadcastOptions) {
    this.#options = options;
    this.#listeners = new Listeners(options.log);
  }

  async send(topic: string, message: string): Promise<void> {
    const { link, prefix } = this.#options;
    try {
      if (!link.isOpen) await link.open();
      await link.client.publish(prefix + topic, message);
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  async listen(topic: string, listener: Listener): Promise<void> {
    // Added first: a connection that breaks in between subscribes to it again.
    this.#listeners.add(topic, listener);
    try {
      const connection = await this.#connect();
      await connection.subscribe(this.#options.prefix + topic);
    } catch (error) {
      this.#listeners.remove(topic, listener);
      throw storeErrorOf(error);
    }
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#pulse);
    const connection = await this.#connection?.catch(() => undefined);
    connection?.disconnect();
  }

  #connect(): Promise<Redis> {
    this.#connection ??= this.#open().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #open(): Promise<Redis> {
    const { link, log, prefix, heartbeat = HEARTBEAT } = this.#options;
    const connection = await link.subscriber();
    connection.on("error", (error: unknown) => log.debug("Cannot hear broadcasts", { error }));
    connection.on("message", (channel: string, message: string) => {
      this.#listeners.hear(channel.slice(prefix.length), message);
    });
    await connection.connect();
    connection.once("end", () => this.#comeBack());
    clearInterval(this.#pulse);
    this.#pulse = setInterval(() => void connection.ping().catch(() => connection.disconnect()), heartbeat).unref();
    return connection;
  }

  #comeBack(): void {
    clearInterval(this.#pulse);
    this.#connection = undefined;
    if (this.#isClosed || this.#listeners.topics().length === 0) return;
    if (!this.#isAway) this.#options.log.warn("Cannot hear broadcasts; trying again until Redis answers");
    this.#isAway = true;
    setTimeout(() => void this.#resubscribe(), RECONNECT_DELAY).unref();
  }

  async #resubscribe(): Promise<void> {
    if (this.#isClosed) return;
    let connection: Redis | undefined;
    try {
      connection = await this.#connect();
      await connection.subscribe(...this.#listeners.topics().map((topic) => this.#options.prefix + topic));
      this.#isAway = false;
      this.#listeners.lose();
    } catch {
      // A connection that was made comes back here by its end; one that was not is tried again.
      if (connection === undefined) this.#comeBack();
      else connection.disconnect();
    }
  }
}
