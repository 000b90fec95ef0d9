import { createServer, type RequestListener, type Server } from "node:http";

/** Where a server listens. */
export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** Addresses that are listened on as well, where the machine has them: `::1` beside `127.0.0.1`. */
  readonly besides?: readonly string[];
}

/** What answers requests on one port. */
export interface Listener {
  /** Begins to listen and answers the port. Throws what Node throws when the port is taken, and then listens nowhere. */
  listen(options: ListenOptions): Promise<number>;
  /** Takes no new requests and lets those in flight finish. */
  close(): Promise<void>;
}

/** Milliseconds between two looks for connections that idle, on the way out. */
const SWEEP = 20;

/** How long clients may take, in milliseconds, and how much they may say before the body, in bytes. */
export interface Limits {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  /** Between two looks for clients that are too slow: Node's own 30 seconds would be added to each limit. */
  readonly connectionsCheckingInterval: number;
  readonly maxHeaderSize: number;
  /** That requests in flight have to finish once the listener closes; then they are cut. */
  readonly longestGoodbye: number;
}

/** @see OWASP ASVS 12: slow clients are cut, long headers refused with 431 */
const LIMITS: Limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
  longestGoodbye: 10_000,
};

/** What a machine says that does not have an address, or no IPv6 at all. */
const NO_SUCH_ADDRESS: ReadonlySet<string> = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

function listen(server: Server, { port, host }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Listens, unless the machine does not have the address. */
async function listenWherePossible(server: Server, options: ListenOptions): Promise<void> {
  try {
    await listen(server, options);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!NO_SUCH_ADDRESS.has(code)) throw error;
  }
}

async function close(server: Server, longestGoodbye: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose last reply began before the goodbye was promised to be kept open: it ends as soon as it idles.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
  const cut = setTimeout(() => server.closeAllConnections(), longestGoodbye);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/** Makes a listener; one server of Node's for each address, all with the same answers and limits. */
export function createListener(handle: RequestListener, changed: Partial<Limits> = {}): Listener {
  const { longestGoodbye, ...limits } = { ...LIMITS, ...changed };
  const servers: Server[] = [];

  async function closeAll(): Promise<void> {
    await Promise.all(servers.map((server) => close(server, longestGoodbye)));
  }

  return {
    async listen({ port: asked, host, besides = [] }) {
      const first = createServer(limits, handle);
      const port = await listen(first, { port: asked, host });
      servers.push(first);
      for (const address of besides) {
        const server = createServer(limits, handle);
        servers.push(server);
        try {
          await listenWherePossible(server, { port, host: address });
        } catch (error) {
          await closeAll();
          throw error;
        }
      }
      return port;
    },
    close: closeAll,
  };
}
