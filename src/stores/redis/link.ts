import type { EventEmitter } from "node:events";

import { Cluster, type ClusterOptions, Redis, type RedisOptions } from "ioredis";

import { type Log, systemRandom } from "../../platform/mod.ts";
import { GatheredReads } from "./gathered_reads.ts";
import { storeErrorOf } from "./redis_error.ts";
import type { RedisAddress } from "./redis_url.ts";

/** How {@link RedisLink} connects. */
export interface RedisLinkOptions {
  readonly log: Log;
  /** Milliseconds that Redis may leave commands without any answer. */
  readonly commandTimeout: number;
}

const CONNECT_TIMEOUT = 2_000;

/**
 * The connection that commands are sent on, to a server, by way of sentinels, or to a cluster.
 *
 * It is opened by the first command and then comes back by itself. While it is away commands fail at once instead of
 * queueing. No command is ever sent twice: a `SET NX` or `GETDEL` that was carried out before the connection broke
 * would meet its own first run, and tell the winner that it lost.
 */
export class RedisLink {
  readonly client: Redis | Cluster;
  readonly reads: GatheredReads;
  /** Whether it was open once; from then on nobody waits for it. */
  isOpen = false;
  readonly #address: RedisAddress;
  readonly #options: RedisLinkOptions;
  #started = false;
  #isAway = false;
  #onceOpen: () => void = () => undefined;
  #isCorked = false;
  #isClosed = false;
  #opening: Promise<void> | undefined;

  constructor(address: RedisAddress, options: RedisLinkOptions) {
    this.#address = address;
    this.#options = options;
    this.client = clientFor(address, options);
    // In a cluster each pair is a command of its own, since its slot may be another.
    const mostKeys = address.kind === "cluster" ? 2 : 500;
    this.reads = new GatheredReads(async (keys) => this.client.mgetBuffer(keys), { mostKeys });
    this.#report();
    this.#comeBack();
  }

  /**
   * Waits until it is open for the first time.
   *
   * @throws {StoreUnavailable} When that fails now; it goes on trying.
   */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Calls back when it is open for the first time. */
  onceOpen(heard: () => void): void {
    this.#onceOpen = heard;
  }

  /** The client; what it is told in this turn of the event loop is written at once when the turn ends. */
  together(): Redis | Cluster {
    const { client } = this;
    // A cluster's client gathers commands by node itself; one that is not ready refuses them.
    if (this.#isCorked || client instanceof Cluster || client.status !== "ready") return client;
    const { stream } = client;
    stream.cork();
    this.#isCorked = true;
    setImmediate(() => {
      this.#isCorked = false;
      stream.uncork();
    });
    return client;
  }

  /** Calls back whenever another server may be at the other end, or none. */
  onBreak(heard: () => void): void {
    const events: EventEmitter = this.client;
    for (const event of ["close", "ready", "+node", "-node"]) events.on(event, heard);
    // A replica that takes over keeps its connection.
    let masters = "";
    events.on("refresh", () => {
      const before = masters;
      masters = this.#masters();
      if (masters !== before) heard();
    });
  }

  /** A new connection for a subscriber, not yet opened, that does not come back by itself. */
  async subscriber(): Promise<Redis> {
    await this.open();
    const options = { ...commonOptions(this.#options), enableAutoPipelining: false, retryStrategy: () => null };
    const { client } = this;
    if (client instanceof Redis) return new Redis({ ...options, ...endpointOf(this.#address) });
    const nodes = client.nodes("all");
    const node = nodes[Math.floor(chance() * nodes.length)];
    if (node === undefined) throw storeErrorOf(new RangeError("No node of the cluster is known"));
    return new Redis({ ...options, ...clusterAccess(this.#address), ...hostOf(node.options) });
  }

  /** Lets the commands in flight finish, and ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.client.status === "ready") await this.client.quit().catch(() => undefined);
    this.client.disconnect();
  }

  async #open(): Promise<void> {
    if (this.isOpen) return;
    const { client } = this;
    const opened = firstOutcome(client);
    if (!this.#started) {
      this.#started = true;
      // What goes wrong is heard as an event.
      client.connect().catch(() => undefined);
    }
    await opened;
    // The nodes of a cluster connect one by one after it calls itself ready.
    if (client instanceof Cluster) await Promise.allSettled(client.nodes("master").map((node) => node.ping()));
    this.isOpen = true;
    this.#onceOpen();
  }

  #masters(): string {
    if (!(this.client instanceof Cluster)) return "";
    const hosts = this.client.nodes("master").map(({ options }) => `${options.host}:${options.port}`);
    return hosts.toSorted().join(" ");
  }

  /**
   * Connects again when the client has given up.
   *
   * It does so for good when a sentinel names another master while it is asking one who the master is, whatever its
   * retryStrategy says.
   */
  #comeBack(): void {
    const { client } = this;
    const events: EventEmitter = client;
    events.on("end", () => {
      const timer = setTimeout(() => {
        if (!this.#isClosed) client.connect().catch(() => undefined);
      }, retryDelay(0));
      timer.unref();
    });
  }

  #report(): void {
    const { log } = this.#options;
    const events: EventEmitter = this.client;
    events.on("error", (error: unknown) => {
      // One line an outage: it is tried again several times a second.
      if (this.#isAway) log.debug("Cannot reach Redis", { error });
      else log.warn("Cannot reach Redis; trying again until it answers", { error });
      this.#isAway = true;
    });
    events.on("ready", () => {
      if (this.#isAway) log.info("Redis answers again");
      this.#isAway = false;
    });
    events.on("node error", (error: unknown, node: unknown) =>
      log.debug("Cannot reach a node of the Redis cluster", { error, node }),
    );
  }
}

/** Resolves when a client is ready, rejects when its first attempt fails or takes too long. */
async function firstOutcome(client: Redis | Cluster): Promise<void> {
  if (client.status === "ready") return;
  const events: EventEmitter = client;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => failed(new RangeError(`No answer within ${CONNECT_TIMEOUT} ms`)), CONNECT_TIMEOUT);
    function settle(): void {
      clearTimeout(timer);
      events.off("ready", succeeded);
      events.off("error", failed);
      events.off("end", ended);
    }
    function succeeded(): void {
      settle();
      resolve();
    }
    function failed(error: unknown): void {
      settle();
      reject(storeErrorOf(error));
    }
    function ended(): void {
      failed(new RangeError("The connection was closed"));
    }
    events.on("ready", succeeded);
    events.on("error", failed);
    events.on("end", ended);
  });
}

function clientFor(address: RedisAddress, options: RedisLinkOptions): Redis | Cluster {
  if (address.kind !== "cluster") {
    return new Redis({
      ...commonOptions(options),
      retryStrategy: retryDelay,
      // `together` does the same for less: no promises of a pipeline's own for each command.
      enableAutoPipelining: false,
      ...endpointOf(address),
    });
  }
  return new Cluster([...address.nodes], {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    clusterRetryStrategy: retryDelay,
    // Never: see above. A refusal (MOVED, CLUSTERDOWN, TRYAGAIN) was not carried out and may be sent again.
    retryDelayOnFailover: 0,
    maxRedirections: 6,
    slotsRefreshTimeout: CONNECT_TIMEOUT,
    // Connected when they are found, so that no command falls into the moment of connecting.
    redisOptions: { ...commonOptions(options), ...clusterAccess(address), lazyConnect: false },
    ...(address.tls ? { dnsLookup: keepName } : {}),
  });
}

/** Certificates name hosts, so under TLS the names of nodes are kept. */
const keepName: NonNullable<ClusterOptions["dnsLookup"]> = (hostname, found) => found(null, hostname);

function commonOptions({ commandTimeout }: RedisLinkOptions) {
  return {
    lazyConnect: true,
    connectionName: "touchstone",
    connectTimeout: CONNECT_TIMEOUT,
    // Answers come in the order of the commands, so a command that gets none in time waits on a connection that is
    // mute: it is dead, though the machine does not know it yet. One timer for all commands in flight, as one for each
    // costs a tenth of a short request.
    socketTimeout: commandTimeout,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
  };
}

/** Milliseconds before the next attempt: soon, then less often, and not all processes at the same moment. */
function retryDelay(attempts: number): number {
  const longest = Math.min(1_000, 50 * 2 ** Math.min(attempts, 5));
  return Math.ceil(longest * (0.5 + chance() / 2));
}

/** A number from 0 to less than 1. */
function chance(): number {
  return systemRandom.bytes(2).readUInt16BE() / 65_536;
}

function endpointOf(address: RedisAddress) {
  switch (address.kind) {
    case "server":
      return { host: address.host, port: address.port, db: address.db, ...loginOf(address), ...tlsOf(address) };
    case "socket":
      return { path: address.path, db: address.db, ...loginOf(address) };
    case "sentinel":
      return {
        sentinels: [...address.sentinels],
        name: address.master,
        db: address.db,
        failoverDetector: true,
        sentinelCommandTimeout: 1_000,
        sentinelRetryStrategy: retryDelay,
        sentinelReconnectStrategy: retryDelay,
        ...(address.sentinelUsername === undefined ? {} : { sentinelUsername: address.sentinelUsername }),
        ...(address.sentinelPassword === undefined ? {} : { sentinelPassword: address.sentinelPassword }),
        ...loginOf(address),
        ...tlsOf(address),
        ...(address.tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
      };
    case "cluster":
      throw new TypeError("Cannot make one endpoint of a cluster");
  }
}

function clusterAccess(address: RedisAddress) {
  return address.kind === "cluster" ? { ...loginOf(address), ...tlsOf(address) } : {};
}

function hostOf({ host, port }: RedisOptions) {
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) };
}

function loginOf({ username, password }: RedisAddress) {
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

function tlsOf({ tls }: { readonly tls: boolean }) {
  return tls ? { tls: {} } : {};
}
