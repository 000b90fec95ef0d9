import { connect, type Socket } from "node:net";

/** What is sent again and again. */
export interface Shot {
  /** A whole HTTP request; asked anew for each, so that every one can differ. */
  next(): Buffer;
  /** Status that every answer must have. */
  readonly status: number;
}

/** How hard is shot. */
export interface LoadOptions {
  readonly port: number;
  readonly requests: number;
  readonly connections: number;
}

/** What came back. */
export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds of each request, ascending. */
  readonly latencies: Float64Array;
}

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const LENGTH = Buffer.from("content-length: ", "latin1");

/** The number after `Content-Length`; Node writes it as we ask for it here, or as Koa does. */
function bodyLength(head: Buffer): number {
  const lower = head.toString("latin1").toLowerCase();
  const at = lower.indexOf(LENGTH.toString("latin1"));
  return at === -1 ? 0 : Number.parseInt(lower.slice(at + LENGTH.length), 10);
}

interface Gunner {
  readonly socket: Socket;
  pending: Buffer;
  since: number;
}

/** Shoots with so many connections at once, each waiting for its answer before the next shot. */
export async function load(shot: Shot, options: LoadOptions): Promise<LoadResult> {
  const { port, requests, connections } = options;
  const latencies = new Float64Array(requests);
  let sent = 0;
  let done = 0;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    function fire(gunner: Gunner): void {
      if (sent >= requests) {
        gunner.socket.end();
        return;
      }
      sent += 1;
      gunner.since = performance.now();
      gunner.socket.write(shot.next());
    }
    function take(gunner: Gunner, chunk: Buffer): void {
      gunner.pending = gunner.pending.length === 0 ? chunk : Buffer.concat([gunner.pending, chunk]);
      const end = gunner.pending.indexOf(END_OF_HEAD);
      if (end === -1) return;
      const whole = end + END_OF_HEAD.length + bodyLength(gunner.pending.subarray(0, end));
      if (gunner.pending.length < whole) return;
      const status = Number(gunner.pending.toString("latin1", 9, 12));
      if (status !== shot.status) {
        reject(new Error(`An answer had the status ${status}: ${gunner.pending.toString("utf8", 0, 600)}`));
        return;
      }
      latencies[done] = performance.now() - gunner.since;
      done += 1;
      gunner.pending = Buffer.alloc(0);
      if (done === requests) resolve();
      fire(gunner);
    }
    for (let count = 0; count < connections; count += 1) {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      const gunner: Gunner = { socket, pending: Buffer.alloc(0), since: 0 };
      socket.once("connect", () => fire(gunner));
      socket.on("data", (chunk) => take(gunner, chunk));
      socket.once("error", reject);
    }
  });
  return { seconds: (performance.now() - started) / 1_000, latencies: latencies.sort() };
}

/** A form as a request. */
export function formRequest(path: string, form: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("")}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(form)}\r\n\r\n${form}`,
  );
}

/** A request without a body. */
export function getRequest(path: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("")}\r\n`);
}
