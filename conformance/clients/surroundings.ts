import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { Refused } from "./refused.ts";

/** What came to one of the client's own addresses. */
export interface Arrival {
  readonly method: string;
  readonly params: URLSearchParams;
  /** Answers the browser, or the provider. */
  readonly answer: (status: number, headers?: Readonly<Record<string, string>>) => void;
  /** Answers with something to read. */
  readonly send: (status: number, page: Page) => void;
}

/** What is read at one of the client's own addresses. */
export interface Page {
  /** Of media. */
  readonly type: string;
  readonly text: string;
}

/** Takes what comes to the client's addresses, in order. */
export interface Door {
  next(): Promise<Arrival>;
  /** What comes within so many milliseconds, if anything does. */
  nextWithin(milliseconds: number): Promise<Arrival | undefined>;
}

/** Where a client lives. */
export interface Surroundings {
  /** Prints a line; an address in it is opened by whoever reads. */
  print(line: string): void;
  /** Listens at a loopback address. */
  door(address: string): Promise<Door>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

/** A queue that can be waited at. */
function doorway(): Door & { readonly put: (arrival: Arrival) => void } {
  const arrived: Arrival[] = [];
  const waiting: ((arrival: Arrival) => void)[] = [];
  function next(): Promise<Arrival> {
    const first = arrived.shift();
    return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
  }
  return {
    put(arrival) {
      const first = waiting.shift();
      if (first === undefined) arrived.push(arrival);
      else first(arrival);
    },
    next,
    nextWithin(milliseconds) {
      if (arrived.length > 0) return Promise.resolve(arrived.shift());
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(take), 1);
          resolve(undefined);
        }, milliseconds);
        function take(arrival: Arrival): void {
          clearTimeout(timer);
          resolve(arrival);
        }
        waiting.push(take);
      });
    },
  };
}

function answerWith(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { "content-type": "text/plain", connection: "close", ...headers });
  response.end(status < 400 ? "Thank you\n" : "This is not what was expected\n");
}

/** Doors of this process, on as many ports as its addresses name. */
export function surroundings(print: (line: string) => void): Surroundings {
  const servers = new Map<string, Server>();
  const doors = new Map<string, ReturnType<typeof doorway>>();

  async function arrive(origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", origin);
    const door = doors.get(`${origin}${url.pathname}`);
    if (door === undefined) return answerWith(response, 404);
    const posted = request.method === "POST" ? await bodyOf(request) : "";
    door.put({
      method: request.method ?? "GET",
      params: request.method === "POST" ? new URLSearchParams(posted) : url.searchParams,
      answer: (status, headers) => answerWith(response, status, headers),
      send: (status, { type, text }) => {
        response.writeHead(status, { "content-type": type, connection: "close" });
        response.end(text);
      },
    });
  }

  async function listen(origin: string): Promise<void> {
    const server = createServer((request, response) => void arrive(origin, request, response));
    servers.set(origin, server);
    const { hostname, port } = new URL(origin);
    server.listen({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
    await once(server, "listening");
  }

  return {
    print,
    async door(address) {
      const url = new URL(address);
      if (url.protocol !== "http:") throw new Refused(`Cannot listen at '${address}'`);
      const known = doors.get(`${url.origin}${url.pathname}`);
      if (known !== undefined) return known;
      const made = doorway();
      doors.set(`${url.origin}${url.pathname}`, made);
      if (!servers.has(url.origin)) await listen(url.origin);
      return made;
    },
    async close() {
      for (const server of servers.values()) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
