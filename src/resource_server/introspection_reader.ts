import {
  type Clock,
  createLog,
  createSafeFetch,
  type Log,
  type Random,
  type SafeFetch,
  type SafeFetchAnswer,
  type Seconds,
  systemClock,
} from "../platform/mod.ts";
import { isLoopbackUri } from "../protocol/mod.ts";
import type { TokenReader } from "./access_token.ts";
import { AskFailed, openCircuit } from "./circuit.ts";
import { readIntrospection } from "./introspection_answer.ts";
import { type IntrospectionCredentials, proveWith } from "./introspection_credentials.ts";
import { type AskForToken, cacheTokens } from "./token_cache.ts";

/** How tokens are asked about at their issuer. */
export interface IntrospectionReaderOptions {
  /** Address of the introspection endpoint. Its origin is the operator's choice: it may lie in one's own network. */
  readonly url: string;
  /** How this resource server proves who it is. */
  readonly credentials: IntrospectionCredentials;
  /** The issuer identifier; an answer that names another one is not taken. */
  readonly issuer?: string;
  /** How long an answer may take, in seconds; 5 when not given. */
  readonly timeout?: Seconds;
  /**
   * How long a live token is taken for live without asking again; 60 seconds when not given, 0 = always ask.
   *
   * So long does a token that was revoked still work here.
   */
  readonly cacheSeconds?: Seconds;
  /** Live tokens that are remembered at most; 10,000 when not given. */
  readonly cacheSize?: number;
  readonly fetch?: SafeFetch;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Hears why questions fail, and never a token; standard output when not given. */
  readonly log?: Log;
}

const TIMEOUT: Seconds = 5;
const CACHE_SECONDS: Seconds = 60;
const CACHE_SIZE = 10_000;
const LARGEST_ANSWER = 64 * 1024;
const MILLISECONDS = 1_000;
/** Failures in a row after which the issuer is left alone for a while. */
const FAILURES = 5;
const PAUSE: Seconds = 5;
/** Questions that wait for an answer at the same time: each is a connection. */
const MOST_AT_ONCE = 256;
const LONGEST_TOKEN = 16 * 1024;
/** What a bearer token may be made of. @see RFC 6750 2.1 */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * Reads tokens by asking their issuer, for an application in another process.
 *
 * Live answers are kept for a while, dead ones for a few seconds; those who bring the same token at once share one
 * question. While the issuer cannot be asked, for whatever reason (it is away, it is slow, it says nonsense, it does not
 * know this resource server), reading throws `temporarily_unavailable`, which `authenticate()` answers with 503 and
 * `Retry-After`: a token that could not be checked is not a bad one.
 *
 * | in Django OAuth Toolkit | here |
 * |---|---|
 * | `RESOURCE_SERVER_INTROSPECTION_URL` | `url` |
 * | `RESOURCE_SERVER_INTROSPECTION_CREDENTIALS` | `credentials: { method: "client_secret_basic", clientId, secret }` |
 * | `RESOURCE_SERVER_AUTH_TOKEN` | `credentials: { method: "bearer", token }` |
 * | `RESOURCE_SERVER_INTROSPECTION_JWT_CLIENT_ID`, `_PRIVATE_KEY`, `_ALG`, `_KID`, `_AUDIENCE`, `_LIFETIME` | `credentials: { method: "private_key_jwt", clientId, key, alg, kid, audience, lifetime }` |
 * | `RESOURCE_SERVER_INTROSPECTION_TIMEOUT_SECONDS` | `timeout` |
 * | `RESOURCE_SERVER_TOKEN_CACHING_SECONDS` (36,000) | `cacheSeconds` (60) |
 *
 * @see RFC 7662
 * @throws {TypeError} When an option cannot be meant.
 *
 * @example An API in a process of its own
 * ```ts
 * const reader = introspectionReader({
 *   url: "https://id.example/introspect",
 *   credentials: { method: "client_secret_basic", clientId: "books", secret: "a secret of the books API" },
 * });
 * assert.isFunction(authenticate({ reader, realm: "books" }));
 * ```
 */
export function introspectionReader(options: IntrospectionReaderOptions): TokenReader {
  const { url, issuer, timeout = TIMEOUT, cacheSeconds = CACHE_SECONDS, cacheSize = CACHE_SIZE } = options;
  const { clock = systemClock, random, log = createLog({ level: "info" }) } = options;
  checkOptions({ url, timeout, cacheSeconds, cacheSize });
  if (isInTheClear(url))
    log.warn("Cannot keep tokens secret on their way: introspection goes over plain http", { url });
  const { fetch = createSafeFetch({ origins: [new URL(url).origin] }) } = options;
  const prove = proveWith(options.credentials, { clock, ...(random === undefined ? {} : { random }) });
  const circuit = openCircuit({
    clock,
    failures: FAILURES,
    pause: PAUSE,
    most: MOST_AT_ONCE,
    failed: ({ message, cause }) => log.error("Cannot introspect an access token", { why: message, cause }),
  });

  async function send(text: string): Promise<SafeFetchAnswer> {
    try {
      const { headers, form } = await prove();
      return await fetch(url, {
        method: "POST",
        headers,
        body: new URLSearchParams({ token: text, token_type_hint: "access_token", ...form }),
        accept: ["application/json"],
        maxBytes: LARGEST_ANSWER,
        timeoutMs: timeout * MILLISECONDS,
      });
    } catch (cause) {
      throw new AskFailed("the issuer cannot be asked", { cause });
    }
  }

  const ask: AskForToken = (text) =>
    circuit(async () => {
      const answer = await send(text);
      checkStatus(answer);
      try {
        return readIntrospection(answer.text, { now: clock.now(), issuer });
      } catch (cause) {
        throw new AskFailed("its answer is broken", { cause });
      }
    });

  const read = cacheTokens(ask, { clock, seconds: cacheSeconds, most: cacheSize });
  return {
    async read(text, { bound = false } = {}) {
      const token = text.length <= LONGEST_TOKEN && TOKEN.test(text) ? await read(text) : undefined;
      return token?.jkt === undefined || bound ? token : undefined;
    },
  };
}

/** Whether questions cross a network unprotected. @see RFC 7662 2 */
function isInTheClear(url: string): boolean {
  return url.toLowerCase().startsWith("http:") && !isLoopbackUri(url);
}

function checkStatus({ status, headers }: SafeFetchAnswer): void {
  if (status === 200) return;
  if (status === 401 || status === 403)
    throw new AskFailed(`it refuses the credentials of this resource server with status ${status}`);
  const wish = Number(headers.get("retry-after") ?? "");
  throw new AskFailed(`it answers with status ${status}`, {
    pause: (status === 429 || status === 503) && wish > 0 ? wish : undefined,
  });
}

function checkOptions(options: {
  readonly url: string;
  readonly timeout: Seconds;
  readonly cacheSeconds: Seconds;
  readonly cacheSize: number;
}): void {
  const { url, timeout, cacheSeconds, cacheSize } = options;
  if (!URL.canParse(url) || !/^https?:\/\//i.test(url))
    throw new TypeError(`Cannot introspect at '${url}' as it is no https or http URL`);
  if (!(timeout > 0)) throw new TypeError("Cannot introspect as timeout is not more than 0 seconds");
  if (!(cacheSeconds >= 0)) throw new TypeError("Cannot introspect as cacheSeconds is less than 0");
  if (!Number.isInteger(cacheSize) || cacheSize < 1)
    throw new TypeError("Cannot introspect as cacheSize is no whole number from 1 on");
}
