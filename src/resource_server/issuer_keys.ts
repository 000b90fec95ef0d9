import type { KeyObject } from "node:crypto";
import type { Clock, Instant, Log, SafeFetch, Seconds } from "../platform/mod.ts";
import { type KeySet, parseJwks, selectKey, type SigningAlg } from "../protocol/mod.ts";
import { unavailable } from "./unavailable.ts";

/** What a key is looked for by. */
export interface WantedKey {
  readonly alg: SigningAlg;
  readonly kid?: string | undefined;
}

/** The keys by which an issuer signs. */
export interface IssuerKeys {
  /** Undefined when the issuer has no such key. Throws `temporarily_unavailable` while its keys cannot be read at all. */
  find(wanted: WantedKey): Promise<KeyObject | undefined>;
}

/** Keys that are known beforehand. */
export function fixedKeys(jwks: unknown): IssuerKeys {
  const set = parseJwks(jwks);
  return { find: async (wanted) => selectKey(set, { ...wanted, use: "sig" })?.key };
}

/** What fetching keys needs. */
export interface FetchedKeysOptions {
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a fetch may take, in seconds. */
  readonly timeout: Seconds;
}

/** A set is read again when it is so old. */
const FRESH: Seconds = 300;
/** A set that cannot be read again is taken for true for so long: a key that was withdrawn must die one day. */
const LAST_RESORT: Seconds = 3_600;
/** A key that is missing makes us read again so often at most, whoever makes names of keys up. */
const PAUSE: Seconds = 30;
/** So often is tried at most what failed. */
const RETRY: Seconds = 5;
const LARGEST_SET = 64 * 1024;
const MILLISECONDS = 1_000;

interface Read {
  readonly set: KeySet;
  readonly at: Instant;
}

/**
 * Keys that lie at an address: read when the first is needed and when they are old, and when one is missing, since it
 * may be new. Who needs them at once shares one fetch.
 *
 * @see RFC 9068 4, RFC 8414 2 (jwks_uri)
 */
export function fetchedKeys(uri: string, { fetch, clock, log, timeout }: FetchedKeysOptions): IssuerKeys {
  let known: Read | undefined;
  let triedAt: Instant = -Infinity;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    triedAt = clock.now();
    try {
      const { status, text } = await fetch(uri, {
        accept: ["application/jwk-set+json", "application/json"],
        maxBytes: LARGEST_SET,
        timeoutMs: timeout * MILLISECONDS,
      });
      if (status !== 200) throw new TypeError(`Cannot read keys from an answer of status ${status}`);
      known = { set: parseJwks(JSON.parse(text)), at: clock.now() };
    } catch (cause) {
      log.error("Cannot read the keys of the issuer of access tokens", { uri, cause });
    } finally {
      reading = undefined;
    }
  }

  function readOnce(): Promise<void> {
    reading ??= read();
    return reading;
  }

  /** Time that went backwards makes nothing young. */
  function age(since: Instant): Seconds {
    const seconds = clock.now() - since;
    return seconds < 0 ? Infinity : seconds;
  }

  function isOld(most: Seconds): boolean {
    return known === undefined || age(known.at) >= most;
  }

  async function current(): Promise<KeySet> {
    if (isOld(FRESH) && (reading !== undefined || age(triedAt) >= RETRY)) await readOnce();
    if (known === undefined || isOld(LAST_RESORT)) throw unavailable({ retryAfter: RETRY });
    return known.set;
  }

  return {
    async find(wanted) {
      const wish = { ...wanted, use: "sig" } as const;
      const found = selectKey(await current(), wish);
      if (found !== undefined) return found.key;
      if (reading === undefined && (age(triedAt) < PAUSE || !isOld(PAUSE))) return undefined;
      await readOnce();
      return selectKey(await current(), wish)?.key;
    },
  };
}
