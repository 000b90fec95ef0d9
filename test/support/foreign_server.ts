import { type AddressInfo, type Server, type Socket, createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";

import type { Certificate } from "./certificate.ts";

/** A server of somebody else, which says on each connection what a test makes it say, HTTP or not. */
export interface ForeignServer {
  readonly port: number;
  /** What was sent to it, a text for each connection. */
  readonly received: readonly string[];
  /** Resolves when no connection is open any more. */
  allClosed(): Promise<void>;
  stop(): Promise<void>;
}

/** Where and how a foreign server listens. */
export interface ForeignServerOptions {
  /** 127.0.0.1 when not given. */
  readonly host?: string;
  /** The same port as another server's, on another address. */
  readonly port?: number;
  /** Speaks TLS with it. */
  readonly certificate?: Certificate;
}

/** Starts a server that runs the script once a whole request head has come. */
export async function foreignServer(
  script: (socket: Socket) => void,
  { host = "127.0.0.1", port = 0, certificate }: ForeignServerOptions = {},
): Promise<ForeignServer> {
  const received: string[] = [];
  const open = new Set<Socket>();

  function serve(socket: Socket): void {
    const place = received.push("") - 1;
    let answered = false;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    // a client that refuses the rest of an answer resets the connection
    socket.on("error", () => open.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      received[place] += chunk.toString("latin1");
      if (answered || !received[place]?.includes("\r\n\r\n")) return;
      answered = true;
      script(socket);
    });
  }

  const server: Server = certificate === undefined ? createServer(serve) : createTlsServer(certificate, serve);
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    received,
    async allClosed() {
      await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    },
    stop() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An answer as text: `200` and the body's length are told unless the lines tell otherwise. */
export function printAnswer(body: string, lines: readonly string[] = [], status = "200 OK"): string {
  const told = lines.some((line) => /^(?:content-length|transfer-encoding):/i.test(line));
  const length = told ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return `${[`HTTP/1.1 ${status}`, ...length, ...lines].join("\r\n")}\r\n\r\n${body}`;
}
