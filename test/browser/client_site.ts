import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";

/** What a browser brought to the site. */
export interface Brought {
  readonly method: string;
  readonly path: string;
  /** Parameters of the query, or of the form that was posted. */
  readonly params: URLSearchParams;
}

/** What a site answers at a path. */
interface Served {
  readonly markup: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The site of an application: `http://localhost:PORT` is another site than the server's `http://127.0.0.1`,
 * `http://127.0.0.1:PORT` the same one, as ports do not count.
 */
export interface ClientSite {
  readonly origin: string;
  /** Its redirect URI. */
  readonly callback: string;
  /** What came to the redirect URI, in order. */
  readonly brought: readonly Brought[];
  /** Every address that was asked for, in order: path and query. */
  readonly visited: readonly string[];
  /** Serves a page at a path, as a site would that means no good. */
  serve(path: string, markup: string, headers?: Served["headers"]): void;
  stop(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Starts the site of an application. */
export async function clientSite(host: "localhost" | "127.0.0.1" = "localhost"): Promise<ClientSite> {
  const pages = new Map<string, Served>();
  const brought: Brought[] = [];
  const visited: string[] = [];

  async function answer(request: IncomingMessage): Promise<Served> {
    const url = new URL(request.url ?? "/", "http://localhost");
    visited.push(url.pathname + url.search);
    const body = await bodyOf(request);
    if (url.pathname !== "/back") return pages.get(url.pathname) ?? { markup: "", headers: {} };
    const params = request.method === "POST" ? new URLSearchParams(body) : url.searchParams;
    brought.push({ method: request.method ?? "", path: url.pathname, params });
    return { markup: "<!doctype html><title>Application</title><h1>Welcome back</h1>", headers: {} };
  }

  const server = createServer((request, response) => {
    // What it does not have (a favicon) is empty, so that the browser has nothing to complain about.
    response.setHeader("content-type", "text/html; charset=utf-8");
    void answer(request).then(({ markup, headers }) => {
      response.setHeaders(new Headers(headers));
      return response.end(markup);
    });
  }).listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot learn the port of the site");
  const origin = `http://${host}:${address.port}`;
  return {
    origin,
    callback: `${origin}/back`,
    brought,
    visited,
    serve: (path, markup, headers = {}) => void pages.set(path, { markup, headers }),
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
