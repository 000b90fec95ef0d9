import { createServer, type RequestListener, type Server } from "node:http";
import Koa, { type Middleware } from "koa";

/** A Koa application behind a socket of the loopback address. */
export interface KoaServer {
  readonly port: number;
  readonly origin: string;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/** Koa's answers to requests, where it is served by these functions; what it cannot answer is not printed. */
export function koaOf(...middleware: readonly Middleware[]): Koa {
  const app = new Koa();
  app.silent = true;
  for (const one of middleware) app.use(one);
  return app;
}

/** Serves an application as long as it is used. */
export async function whileServing<T>(app: Koa, use: (server: KoaServer) => Promise<T>): Promise<T> {
  const handle = app.callback();
  const listener: RequestListener = (request, response) => void handle(request, response);
  const server = createServer(listener);
  const port = await listen(server);
  try {
    return await use({ port, origin: `http://127.0.0.1:${port}` });
  } finally {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}

/** An answer, read to its end. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request to an application, which is served for it alone; redirects are not followed. */
export function askKoa(app: Koa, path: string, init: RequestInit = {}): Promise<Answered> {
  return whileServing(app, async ({ origin }) => {
    const response = await fetch(origin + path, { redirect: "manual", ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  });
}
