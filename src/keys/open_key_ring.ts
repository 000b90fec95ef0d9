import type { Clock, Instant, Log, Random } from "../platform/mod.ts";
import {
  CONTENT_ALGS,
  decryptJwt,
  type DecryptedJwt,
  KEY_RING_ALGS,
  peekJwe,
  signJwt,
  verifyJwt,
} from "../protocol/mod.ts";
import type { AuditStore, Broadcast, KeyStore } from "../stores/mod.ts";
import { hearKeysChanged, tellKeysChanged } from "./key_news.ts";
import type { KeyRing } from "./key_ring.ts";
import { keyInfo } from "./key_state.ts";
import { type KeyView, type LoadedKey, loadKeys, viewOf } from "./key_view.ts";
import type { GenerateKeyPair } from "./make_key.ts";
import { familyOf, type KeyPolicy } from "./key_policy.ts";
import { rotateKeys, tendKeys } from "./rotate_keys.ts";

/** What a key ring is opened with. */
export interface OpenKeyRingOptions {
  readonly store: KeyStore;
  readonly broadcast: Broadcast;
  /** Name of the issuer, which keeps its words from the rings of others. */
  readonly issuer: string;
  /** 32 bytes under which private halves are sealed. */
  readonly sealKey: Uint8Array;
  readonly policy: KeyPolicy;
  readonly clock: Clock;
  readonly random: Pick<Random, "bytes">;
  readonly log: Log;
  readonly generate?: GenerateKeyPair | undefined;
  /** Where it is written down that keys came and went; nowhere when not given. */
  readonly audit?: Pick<AuditStore, "add"> | undefined;
  /** Milliseconds between two looks at the store; a minute when not given. */
  readonly every?: number;
}

const EVERY = 60_000;
/** Seconds between two looks at the store for keys that nobody knows, so that strangers cannot make us ask often. */
const UNKNOWN_PAUSE = 5;

/**
 * Opens the keys of an issuer; the first process of an installation makes them.
 *
 * Keys are imported once. Signing, verifying and publishing need no store, so they go on while the database is away.
 *
 * @throws {KeysUnreadable} When they were sealed under another secret.
 * @throws {StoreUnavailable} When the database is away.
 */
export async function openKeyRing(options: OpenKeyRingOptions): Promise<KeyRing> {
  const { store, policy, sealKey, clock, log } = options;
  let loaded: ReadonlyMap<string, LoadedKey> = new Map();
  let view: KeyView = viewOf(loaded, { now: clock.now(), keptFor: policy.keptFor });
  let reading: Promise<void> | undefined;
  let lastUnknown: Instant | undefined;
  let isClosed = false;

  async function read(): Promise<void> {
    loaded = loadKeys(await store.list(), { sealKey, known: loaded });
    view = viewOf(loaded, { now: clock.now(), keptFor: policy.keptFor });
  }

  async function refresh(): Promise<void> {
    await read();
    const records = [...loaded.values()].map(({ record }) => record);
    if (!(await tendKeys(options, records))) return;
    await read();
    await tellKeysChanged(options);
  }

  /** Reads again after a word was heard; whoever waits meanwhile waits for the same answer, and one more look. */
  function readQuietly(): Promise<void> {
    const before = reading ?? Promise.resolve();
    const next = before.then(read).catch((cause: unknown) => {
      log.warn("Cannot read the keys again; those that are known go on", { cause });
    });
    reading = next;
    return next;
  }

  function current(): KeyView {
    const now = clock.now();
    if (now < view.from || now >= view.until) view = viewOf(loaded, { now, keptFor: policy.keptFor });
    return view;
  }

  /** A key by its name; a name that nobody knows may be so young that no word of it was heard yet. */
  async function lookFor(kid: string): Promise<LoadedKey | undefined> {
    const now = clock.now();
    if (lastUnknown !== undefined && now >= lastUnknown && now - lastUnknown < UNKNOWN_PAUSE) return undefined;
    lastUnknown = now;
    await readQuietly();
    return current().byKid.get(kid);
  }

  async function keyNamed(kid: string | undefined): Promise<LoadedKey | undefined> {
    return kid === undefined ? undefined : (current().byKid.get(kid) ?? (await lookFor(kid)));
  }

  async function decrypt(text: string): Promise<DecryptedJwt> {
    const { alg, kid } = peekJwe(text);
    const named = await keyNamed(kid);
    const candidates = kid === undefined ? [...current().byKid.values()] : named === undefined ? [] : [named];
    const fitting = candidates.filter(({ record }) => record.use === "enc" && record.alg === familyOf(alg));
    const demands = { algs: policy.encryption, encs: CONTENT_ALGS };
    let refusal: unknown;
    for (const { privateKey } of fitting) {
      try {
        return await decryptJwt(text, { ...demands, keyFor: () => privateKey });
      } catch (error) {
        refusal = error;
      }
    }
    if (refusal !== undefined) throw refusal;
    return decryptJwt(text, { ...demands, keyFor: () => undefined });
  }

  await refresh();
  await hearKeysChanged(options, () => {
    if (!isClosed) void readQuietly();
  });
  const timer = setInterval(() => {
    refresh().catch((cause: unknown) => log.warn("Cannot look after the keys; those that are known go on", { cause }));
  }, options.every ?? EVERY);
  timer.unref();

  return {
    algorithms: policy.signing,
    encryptionAlgorithms: policy.encryption,
    async sign(claims, { alg, typ, secret, header }) {
      if (secret !== undefined) return signJwt(claims, { alg, key: secret, typ, header });
      const key = current().active.get(alg);
      if (key === undefined) throw new RangeError(`Cannot sign by '${alg}' as the issuer has no key for it`);
      return signJwt(claims, { alg, key: key.privateKey, kid: key.record.kid, typ, header });
    },
    async verify(text, demands) {
      return verifyJwt(text, {
        now: clock.now(),
        ...demands,
        algs: KEY_RING_ALGS,
        async keyFor({ kid, alg }) {
          const key = await keyNamed(kid);
          return key?.record.alg === alg ? key.publicKey : undefined;
        },
      });
    },
    decrypt,
    jwks: () => current().published,
    list: () => current().keys.map(keyInfo),
    async rotate(which) {
      const made = await rotateKeys(options, which);
      await read();
      if (made.length > 0) await tellKeysChanged(options);
      const names = new Set(made.map(({ kid }) => kid));
      return current()
        .keys.filter(({ record }) => names.has(record.kid))
        .map(keyInfo);
    },
    refresh,
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
