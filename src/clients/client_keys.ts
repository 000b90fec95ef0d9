import type { KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Clock, Instant, Log, SafeFetch, Seconds } from "../platform/mod.ts";
import { JwkRefused, type KeySet, type KeyWish, parseJwks, rsaKeys, selectKey } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";

/** A public key of a client. */
export interface ClientKey {
  readonly key: KeyObject;
  readonly kid?: string;
}

/** Who has keys: a client, or an issuer that is trusted. The same one is known by being the same object. */
export type KeyOwner = Pick<ClientRecord, "metadata">;

/** The public keys of clients, by value (`jwks`) or by reference (`jwks_uri`). @see RFC 7591 2 */
export interface ClientKeys {
  /**
   * The key of its owner for a use; undefined when there is none that fits.
   *
   * A set that lies elsewhere is fetched through the guarded fetch and kept; it is asked for again when it is old and,
   * at most every half minute, when it lacks what is looked for. What cannot be fetched is as if it were not there,
   * unless it was read before.
   */
  find(owner: KeyOwner, wish: KeyWish): Promise<ClientKey | undefined>;
  /**
   * All RSA keys of its owner that may verify signatures of an algorithm, for signatures that do not name their key.
   *
   * @param options.anew A set that lies elsewhere is asked for again, at most every half minute.
   */
  allRsa(owner: KeyOwner, options: AllRsaOptions): Promise<readonly ClientKey[]>;
}

/** Which RSA keys are looked for. */
export interface AllRsaOptions {
  /** A key that names another one is none of them. */
  readonly alg: string;
  readonly anew?: boolean;
}

/** What fetching keys of clients needs. */
export interface ClientKeysOptions {
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  readonly log: Log;
}

/** A set is taken for true for so long. */
const FRESH: Seconds = 300;
/** Neither a missing key nor a server that is away makes us ask more often. */
const PAUSE: Seconds = 30;
/** Milliseconds, so that a slow client hurts nobody but itself. */
const PATIENCE = 3_000;
const LARGEST_SET = 64 * 1024;
const MOST_SETS = 1_000;

interface Remote {
  readonly set: KeySet | undefined;
  readonly readAt: Instant;
}

const NO_KEYS: KeySet = { keys: [], ignored: [] };

/** Reads the keys of clients. */
export function openClientKeys({ fetch, clock, log }: ClientKeysOptions): ClientKeys {
  const local = new WeakMap<KeyOwner, KeySet>();
  const remote = new LRUCache<string, Remote>({ max: MOST_SETS });
  const asked = new Map<string, Promise<Remote>>();

  /** Was checked when it was registered; what does not hold any more (a stricter rule) is no key. */
  function localSet(owner: KeyOwner, jwks: unknown): KeySet {
    const known = local.get(owner);
    if (known !== undefined) return known;
    const set = parsed(jwks) ?? NO_KEYS;
    local.set(owner, set);
    return set;
  }

  async function read(uri: string): Promise<KeySet | undefined> {
    try {
      const { status, text } = await fetch(uri, {
        accept: ["application/jwk-set+json", "application/json"],
        maxBytes: LARGEST_SET,
        timeoutMs: PATIENCE,
      });
      return status === 200 ? parsed(JSON.parse(text)) : undefined;
    } catch (cause) {
      log.info("Cannot read the keys of a client", { uri, cause });
      return undefined;
    }
  }

  /** Those who ask at once are answered by one fetch. */
  async function ask(uri: string): Promise<Remote> {
    const before = asked.get(uri);
    if (before !== undefined) return before;
    const now = read(uri)
      .then((set) => {
        const answer = { set: set ?? remote.get(uri)?.set, readAt: clock.now() };
        remote.set(uri, answer);
        return answer;
      })
      .finally(() => asked.delete(uri));
    asked.set(uri, now);
    return now;
  }

  /** What was read, or is read now as it is older than it may be. */
  async function remoteSet(uri: string, { longest }: { readonly longest: Seconds }): Promise<Remote> {
    const known = remote.get(uri);
    const age = known === undefined ? Infinity : clock.now() - known.readAt;
    return known !== undefined && age < (known.set === undefined ? PAUSE : longest) ? known : ask(uri);
  }

  async function remoteKey(uri: string, wish: KeyWish): Promise<ClientKey | undefined> {
    const current = await remoteSet(uri, { longest: FRESH });
    const found = selectKey(current.set ?? NO_KEYS, wish);
    if (found !== undefined || clock.now() - current.readAt < PAUSE) return found;
    return selectKey((await ask(uri)).set ?? NO_KEYS, wish);
  }

  return {
    async find(owner, wish) {
      const { jwks, jwks_uri: uri } = owner.metadata;
      if (jwks !== undefined) return selectKey(localSet(owner, jwks), wish);
      return typeof uri === "string" ? remoteKey(uri, wish) : undefined;
    },
    async allRsa(owner, { alg, anew = false }) {
      const { jwks, jwks_uri: uri } = owner.metadata;
      if (jwks !== undefined) return rsaKeys(localSet(owner, jwks), alg);
      if (typeof uri !== "string") return [];
      const { set = NO_KEYS } = await remoteSet(uri, { longest: anew ? PAUSE : FRESH });
      return rsaKeys(set, alg);
    },
  };
}

function parsed(value: unknown): KeySet | undefined {
  try {
    return parseJwks(value);
  } catch (error) {
    if (error instanceof JwkRefused) return undefined;
    throw error;
  }
}
