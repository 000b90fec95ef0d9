import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";

/** What a browser brought to the site. */
export interface Brought {
  readonly method: string;
  readonly path: string;
  /** Parameters of the query, or of the form that was posted. */
  readonly params: URLSearchParams;
}

/** The site of an application, of another site than the server: `http://localhost:PORT` against `http://127.0.0.1`. */
export interface ClientSite {
  readonly origin: string;
  /** Its redirect URI. */
  readonly callback: string;
  /** What came to the redirect URI, in order. */
  readonly brought: readonly Brought[];
  /** Serves a page at a path, as a site would that means no good. */
  serve(path: string, markup: string): void;
  stop(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Starts the site of an application. */
export async function clientSite(): Promise<ClientSite> {
  const pages = new Map<string, string>();
  const brought: Brought[] = [];

  async function answer(request: IncomingMessage): Promise<string> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const body = await bodyOf(request);
    if (url.pathname !== "/back") return pages.get(url.pathname) ?? "";
    const params = request.method === "POST" ? new URLSearchParams(body) : url.searchParams;
    brought.push({ method: request.method ?? "", path: url.pathname, params });
    return "<!doctype html><title>Application</title><h1>Welcome back</h1>";
  }

  const server = createServer((request, response) => {
    // What it does not have (a favicon) is empty, so that the browser has nothing to complain about.
    response.setHeader("content-type", "text/html; charset=utf-8");
    void answer(request).then((markup) => response.end(markup));
  }).listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot learn the port of the site");
  const origin = `http://localhost:${address.port}`;
  return {
    origin,
    callback: `${origin}/back`,
    brought,
    serve: (path, markup) => void pages.set(path, markup),
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
