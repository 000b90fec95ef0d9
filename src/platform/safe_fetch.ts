import type { LookupFunction } from "node:net";
import type { IncomingMessage, RequestOptions } from "node:http";
import { FetchRefused } from "./fetch_refused.ts";
import { parseFetchTarget, resolveTarget } from "./fetch_target.ts";
import type { FetchTarget, ResolvedAddress } from "./fetch_target.ts";
import { lookup } from "node:dns/promises";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";

/** What is asked of a server that somebody else named. */
export interface SafeFetchOptions {
  /** GET when not given. */
  readonly method?: "GET" | "POST";
  /** None that steers the connection, and no cookie. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Only with POST; parameters are sent as a form. */
  readonly body?: string | URLSearchParams;
  /** Media types: sent as `Accept`, and an answer of 2xx must be one of them. */
  readonly accept?: readonly string[];
  /** The longest body that is read; 64 KiB when not given. */
  readonly maxBytes?: number;
  /** Milliseconds for all together, from the look-up of the name to the last byte; 5,000 when not given. */
  readonly timeoutMs?: number;
}

/** An answer, whole. */
export interface SafeFetchAnswer {
  readonly status: number;
  /** Without `Set-Cookie`. */
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Asks a server that somebody else named, such as a client's `jwks_uri`, without being led into our own network.
 *
 * Throws `FetchRefused`; a status of 4xx or 5xx is an answer, one of 3xx is refused.
 *
 * @see RFC 9700 4.11 and RFC 7591 5
 */
export type SafeFetch = (url: string, options?: SafeFetchOptions) => Promise<SafeFetchAnswer>;

/** What a {@link SafeFetch} may reach. */
export interface CreateSafeFetchOptions {
  /** Opens this machine itself, also by plain http and on any port, for development and tests; false when not given. */
  readonly loopback?: boolean;
  /** The ports that may be asked on public addresses; 443 when not given. */
  readonly ports?: readonly number[];
  /**
   * Origins that the operator named, such as `http://auth:8000`: they may be asked wherever they lead, also by plain
   * http. Everything else that is refused is refused of them as well; none when not given.
   */
  readonly origins?: readonly string[];
  /** PEM of the certificates that are trusted, instead of the machine's. */
  readonly ca?: string;
  /** Where names lead; the machine's resolver when not given. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
}

const KIB = 1024;
const LONGEST_BODY = 64 * KIB;
const LONGEST_HEADERS = 16 * KIB;
const LONGEST_WAIT = 5000;

// these belong to the connection, or would make us somebody's browser
const OWN_HEADERS =
  /^(?:accept-encoding|connection|content-length|cookie2?|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

/**
 * Makes the guarded outgoing fetch: https only, on public addresses only, connected to the very address that was
 * judged, without redirects, cookies, compression and proxies, and with a limit to everything.
 */
export function createSafeFetch(maker: CreateSafeFetchOptions = {}): SafeFetch {
  const { loopback = false, ports = [443], origins = [], resolve = resolveByMachine } = maker;
  return async (text, options = {}) => {
    const target = parseFetchTarget(text, { loopback, ports, origins });
    const { headers, body } = outgoing(options);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), options.timeoutMs ?? LONGEST_WAIT);
    try {
      const addresses = await beforeAbort(
        resolveTarget(target, { loopback, ports, origins, resolve }),
        deadline.signal,
      );
      const response = await send(target, {
        body,
        request: {
          method: options.method ?? "GET",
          headers,
          lookup: pinned(addresses),
          signal: deadline.signal,
          agent: false,
          insecureHTTPParser: false,
          maxHeaderSize: LONGEST_HEADERS,
        },
        tls: { rejectUnauthorized: true, ...(maker.ca === undefined ? {} : { ca: maker.ca }) },
      });
      return await read(response, { target, accept: options.accept, maxBytes: options.maxBytes ?? LONGEST_BODY });
    } catch (thrown) {
      throw refusalOf(thrown, { target, late: deadline.signal.aborted });
    } finally {
      clearTimeout(timer);
    }
  };
}

async function resolveByMachine(host: string): Promise<readonly ResolvedAddress[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 4 ? 4 : 6 }));
}

/** The headers and the body of a request; the mistakes here are the caller's own. */
function outgoing(options: SafeFetchOptions): { readonly headers: Record<string, string>; readonly body: string } {
  const own = Object.keys(options.headers ?? {}).find((name) => OWN_HEADERS.test(name));
  if (own !== undefined) throw new TypeError(`Cannot send the header '${own}' with a guarded request`);
  if (options.body !== undefined && options.method !== "POST") throw new TypeError("Cannot send a body without POST");
  const body = String(options.body ?? "");
  const type =
    options.body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "text/plain;charset=UTF-8";
  const headers = {
    accept: options.accept?.join(", ") ?? "*/*",
    "user-agent": "touchstone",
    ...(body === "" ? {} : { "content-type": type }),
    // refuses what would break out of its line, and writes all names in lower case
    ...Object.fromEntries(new Headers(options.headers ?? {})),
    "accept-encoding": "identity",
    ...(options.method === "POST" ? { "content-length": String(Buffer.byteLength(body)) } : {}),
  };
  return { headers, body };
}

/** Leads every connection to the addresses that were judged, so that a name which changes meanwhile changes nothing. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, options, done) => {
    const [first] = addresses;
    if (options.all === true) done(null, [...addresses]);
    else done(null, first?.address ?? "", first?.family);
  };
}

function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new FetchRefused("timeout", "Too late")), { once: true });
    }),
  ]);
}

interface SendOptions {
  readonly body: string;
  readonly request: RequestOptions;
  readonly tls: { readonly rejectUnauthorized: boolean; readonly ca?: string };
}

function send({ url }: FetchTarget, { body, request, tls }: SendOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = url.protocol === "https:" ? requestTls(url, { ...request, ...tls }) : requestPlain(url, request);
    sent.once("response", resolve);
    sent.on("error", reject);
    // an answer that switches protocols ends the connection without a word
    sent.once("close", () => reject(new Error("Closed without an answer")));
    sent.end(body);
  });
}

interface ReadOptions {
  readonly target: FetchTarget;
  readonly accept: readonly string[] | undefined;
  readonly maxBytes: number;
}

async function read(response: IncomingMessage, options: ReadOptions): Promise<SafeFetchAnswer> {
  try {
    const status = response.statusCode ?? 0;
    checkHead(response, { ...options, status });
    const bytes = await readBytes(response, options);
    return { status, headers: headersOf(response), text: textOf(bytes, options.target) };
  } finally {
    response.destroy();
  }
}

function checkHead(response: IncomingMessage, options: ReadOptions & { readonly status: number }): void {
  const { status, accept, target } = options;
  const { "content-encoding": encoding = "identity", "content-type": type = "" } = response.headers;
  if (status >= 300 && status < 400) {
    throw new FetchRefused("redirect", `Cannot fetch '${target.label}' as it redirects with status '${status}'`);
  }
  if (encoding.trim().toLowerCase() !== "identity") {
    throw new FetchRefused("encoded", `Cannot read '${target.label}' as its answer is compressed`);
  }
  const essence = type.split(";", 1)[0]?.trim().toLowerCase();
  if (accept !== undefined && status < 300 && !accept.some((allowed) => allowed.toLowerCase() === essence)) {
    throw new FetchRefused("media_type", `Cannot read '${target.label}' as its answer is not ${accept.join(" or ")}`);
  }
  // a server that announces too much is not listened to at all
  if (Number(response.headers["content-length"] ?? 0) > options.maxBytes) throw tooLarge(options);
}

async function readBytes(response: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > options.maxBytes) throw tooLarge(options);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge({ target, maxBytes }: ReadOptions): FetchRefused {
  return new FetchRefused("too_large", `Cannot read '${target.label}' as its answer exceeds ${maxBytes} bytes`);
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    if (name !== "set-cookie") for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

function textOf(bytes: Buffer, target: FetchTarget): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FetchRefused("malformed", `Cannot read '${target.label}' as its answer is not UTF-8`, { cause });
  }
}

function refusalOf(thrown: unknown, { target, late }: { readonly target: FetchTarget; readonly late: boolean }): Error {
  const { label } = target;
  if (late) return new FetchRefused("timeout", `Cannot fetch '${label}' as it takes too long`, { cause: thrown });
  if (thrown instanceof FetchRefused) return thrown;
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (code === "HPE_HEADER_OVERFLOW") {
    return new FetchRefused("too_large", `Cannot read '${label}' as its headers are too large`, { cause: thrown });
  }
  if (code.startsWith("HPE_")) {
    return new FetchRefused("malformed", `Cannot read '${label}' as its answer is not HTTP`, { cause: thrown });
  }
  return new FetchRefused("connection", `Cannot fetch '${label}' as the connection failed`, { cause: thrown });
}
