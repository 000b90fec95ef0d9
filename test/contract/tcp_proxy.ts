import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A link that a test can spoil. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection, and refuses new ones until `restore`. */
  refuse(): Promise<void>;
  /** Takes connections and passes nothing on until `restore`; what was passed on before stays open. */
  mute(): void;
  /** Passes nothing on any more over the connections that there are; new ones are fine. */
  stall(): void;
  /** Breaks every connection; new ones are fine. */
  cut(): void;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Passes on to a port of the loopback address. */
export async function startTcpProxy(to: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const stalled = new WeakSet<readonly [Socket, Socket]>();
  let isMute = false;

  function accept(near: Socket): void {
    const far = connect(to, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, other] of [pair, [far, near]] as const) {
      from.on("data", (bytes) => {
        if (!isMute && !stalled.has(pair)) other.write(bytes);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  }

  function cut(): void {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  }

  async function listen(port: number): Promise<Server> {
    const server = createServer(accept).listen(port, "127.0.0.1");
    await once(server, "listening");
    return server;
  }

  async function refuse(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cut();
    await closed;
  }

  let server = await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("Cannot learn the port of a listening server");
  const { port } = address;
  return {
    port,
    refuse,
    mute() {
      isMute = true;
    },
    stall() {
      for (const pair of pairs) stalled.add(pair);
    },
    cut,
    async restore() {
      isMute = false;
      // What went unheard cannot be made up for.
      cut();
      if (!server.listening) server = await listen(port);
    },
    close: refuse,
  };
}
