import type { Seconds } from "../platform/mod.ts";

/**
 * A kind of short-lived record: where its keys live and how its values are written.
 *
 * A kind holds either one record a key or, when its records are appended, lists of them; the verbs of the one throw on
 * what the other wrote.
 *
 * Values cross the store as bytes in every adapter, so that none of them hands out a shared object.
 */
export interface Kind<T> {
  /** One to three letters that begin every key of the kind. */
  readonly code: string;
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => T;
}

/** What is written, and for how long. */
export interface Entry<T> {
  readonly key: string;
  readonly value: T;
  /** Whole seconds, at least 1. */
  readonly ttl: Seconds;
}

/** What is written behind what is there. */
export interface Appended<T> extends Entry<T> {
  /** How many records of the key stay, this one among them; at least 1. */
  readonly limit: number;
}

/** Two keys that one round trip reads; both hold the same hash tag (`{…}`), so they lie in one slot of a cluster. */
export interface Pair<A, B> {
  readonly first: { readonly kind: Kind<A>; readonly key: string };
  readonly second: { readonly kind: Kind<B>; readonly key: string };
}

/** What is asked of an allowance. */
export interface Draw {
  readonly key: string;
  /** Whole seconds from the first draw, after which the allowance is whole again. */
  readonly ttl: Seconds;
  /** How much there is in all; at least 1. */
  readonly limit: number;
  /** How much is asked for; at least 1. */
  readonly wanted: number;
}

/** What came of a draw. */
export interface Drawn {
  /** As much as was wanted, or all that was left. */
  readonly granted: number;
  /** What is left for the next. */
  readonly left: number;
  /** Whole seconds, rounded up, until the allowance is whole again; at least 1. */
  readonly endsIn: Seconds;
}

/**
 * Records that vanish by themselves.
 *
 * Every verb is one atomic command, and those that can be won tell who won. An adapter does all of them. When the
 * store cannot be reached in time, a verb throws `StoreUnavailable`.
 */
export interface EphemeralStore {
  /** Writes a record, over an older one of the same key. */
  put<T>(kind: Kind<T>, entry: Entry<NoInfer<T>>): Promise<void>;
  /** Reads a record; undefined once it has expired. */
  get<T>(kind: Kind<T>, key: string): Promise<T | undefined>;
  /** Reads two records of one slot in one round trip. */
  getPair<A, B>(pair: Pair<A, B>): Promise<readonly [A | undefined, B | undefined]>;
  /** Reads and removes: one caller gets it. */
  take<T>(kind: Kind<T>, key: string): Promise<T | undefined>;
  /** Marks a key: true for the one caller that was first, until the mark expires. */
  claim(kind: Kind<true>, entry: { readonly key: string; readonly ttl: Seconds }): Promise<boolean>;
  /** Counts up; the first count starts the time to live, later ones do not prolong it. Answers the new count. */
  count(kind: Kind<number>, entry: { readonly key: string; readonly ttl: Seconds }): Promise<number>;
  /**
   * Draws on an allowance: however many draw at once, no more than the limit is granted until its time is over. A draw
   * that gets nothing writes nothing.
   */
  draw(kind: Kind<number>, draw: Draw): Promise<Drawn>;
  /**
   * Writes a record behind those of the same key, of which at most `limit` stay, the newest; each writing prolongs all of
   * them to its time to live.
   */
  append<T>(kind: Kind<T>, entry: Appended<NoInfer<T>>): Promise<void>;
  /** Reads the records of a key that were appended, oldest first; none when there are none, or they have expired. */
  list<T>(kind: Kind<T>, key: string): Promise<readonly T[]>;
  /** Removes records and lists of them, one command a key. */
  forget<T>(kind: Kind<T>, keys: readonly string[]): Promise<void>;
  /** The same store narrowed to a prefix of its own (an issuer, a test). */
  within(prefix: string): EphemeralStore;
  /** Whether the store answers now; never throws. */
  ready(): Promise<boolean>;
  /**
   * A name of the present life of the store: it changes when the store may have lost what it held (a new server, a
   * restart, a failover).
   */
  epoch(): Promise<string>;
  /**
   * Has something put right in the present life of the store and in every later one, before any verb of this process
   * reads or writes in that life.
   *
   * Until `restore` is done every verb waits for it. When it fails, they fail, and the next verb has it done again. It
   * works on the store that it is handed, which does not wait.
   */
  onNewLife(restore: (store: EphemeralStore) => Promise<void>): void;
  close(): Promise<void>;
}

/** Words between the processes of one installation: what changed, so that caches can forget it. */
export interface Broadcast {
  send(topic: string, message: string): Promise<void>;
  /**
   * Hears every later message of a topic, of this process as well. `lost` is called when messages may have been
   * missed (a connection came back), so that the listener forgets all that it kept.
   */
  listen(
    topic: string,
    listener: { readonly heard: (message: string) => void; readonly lost: () => void },
  ): Promise<void>;
}

/** A kind whose values are JSON. */
export function jsonKind<T>(code: string): Kind<T> {
  return {
    code,
    encode: (value) => Buffer.from(JSON.stringify(value)),
    decode: (bytes): T => JSON.parse(Buffer.from(bytes).toString("utf8")),
  };
}

const MARK = Buffer.from("1");

/** A kind that only says that something is so. */
export function markKind(code: string): Kind<true> {
  return { code, encode: () => MARK, decode: () => true };
}

/** A kind that counts. */
export function countKind(code: string): Kind<number> {
  return {
    code,
    encode: (value) => Buffer.from(String(value)),
    decode: (bytes) => Number(Buffer.from(bytes).toString()),
  };
}
