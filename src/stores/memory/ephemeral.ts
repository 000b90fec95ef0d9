import { type Clock, type Instant, type Seconds, systemClock, systemRandom } from "../../platform/mod.ts";
import type { Appended, Entry, EphemeralStore, Kind, Pair } from "../ephemeral.ts";
import { type Gate, LifeGate } from "../life_gate.ts";
import { StoreUnavailable } from "../store_error.ts";
import { checkDraw, checkLimit, checkTtl } from "../ttl.ts";

/** How {@link memoryEphemeralStore} keeps. */
export interface MemoryEphemeralStoreOptions {
  /** Says when a record has expired; the machine's clock when not given. */
  readonly clock?: Clock;
  /** How many records fit, those of lists among them; a million when not given. A full store refuses, it never drops what is alive. */
  readonly limit?: number;
}

interface Kept {
  /** A record, or a list of them. */
  readonly content: Uint8Array | readonly Uint8Array[];
  readonly expiresAt: Instant;
}

function isList(content: Kept["content"]): content is readonly Uint8Array[] {
  return Array.isArray(content);
}

function recordsIn(kept: Kept | undefined): number {
  if (kept === undefined) return 0;
  return isList(kept.content) ? kept.content.length : 1;
}

/** Looked at for having expired with each write, so that the store is swept as fast as it fills. */
const SWEPT_PER_WRITE = 2;

/** The records of all stores that were narrowed from one. */
class Shelf {
  readonly epoch = systemRandom.uuid();
  readonly gate = new LifeGate({ connect: async () => undefined, readLives: async () => [this.epoch] });
  readonly #kept = new Map<string, Kept>();
  readonly #clock: Clock;
  readonly #limit: number;
  /** Records under all keys. */
  #count = 0;
  #broom = this.#kept.entries();

  constructor({ clock = systemClock, limit = 1_000_000 }: MemoryEphemeralStoreOptions) {
    this.#clock = clock;
    this.#limit = limit;
    this.gate.isOpen = true;
  }

  read(key: string): Buffer | undefined {
    const content = this.#find(key)?.content;
    if (content === undefined) return undefined;
    if (isList(content)) throw new TypeError("Cannot read a list as one record");
    return Buffer.from(content);
  }

  readList(key: string): readonly Buffer[] {
    return this.#listOf(key).map((bytes) => Buffer.from(bytes));
  }

  write(key: string, bytes: Uint8Array, options: { readonly ttl: Seconds }): void {
    this.#replace(key, { content: new Uint8Array(bytes), expiresAt: this.#endOf(options) });
  }

  append(key: string, bytes: Uint8Array, options: { readonly ttl: Seconds; readonly limit: number }): void {
    const longer = [...this.#listOf(key), new Uint8Array(bytes)];
    this.#replace(key, { content: longer.slice(-checkLimit(options.limit)), expiresAt: this.#endOf(options) });
  }

  /** Whole seconds until a record ends; undefined when there is none. */
  endsIn(key: string): Seconds | undefined {
    const kept = this.#find(key);
    return kept === undefined ? undefined : kept.expiresAt - this.#clock.now();
  }

  /** Writes over a record and leaves its end where it was. */
  overwrite(key: string, bytes: Uint8Array): void {
    const kept = this.#find(key);
    if (kept !== undefined) this.#replace(key, { content: new Uint8Array(bytes), expiresAt: kept.expiresAt });
  }

  remove(key: string): void {
    this.#count -= recordsIn(this.#kept.get(key));
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
    this.#count = 0;
  }

  #endOf({ ttl }: { readonly ttl: Seconds }): Instant {
    return this.#clock.now() + checkTtl(ttl);
  }

  #listOf(key: string): readonly Uint8Array[] {
    const content = this.#find(key)?.content ?? [];
    if (!isList(content)) throw new TypeError("Cannot use one record as a list");
    return content;
  }

  #find(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined || kept.expiresAt > this.#clock.now()) return kept;
    this.remove(key);
    return undefined;
  }

  #replace(key: string, kept: Kept): void {
    this.#sweep(SWEPT_PER_WRITE);
    if (this.#countWith(key, kept) > this.#limit) this.#makeRoom(key, kept);
    this.#count = this.#countWith(key, kept);
    this.#kept.set(key, kept);
  }

  /** How many records there are once this is under a key. */
  #countWith(key: string, kept: Kept): number {
    return this.#count - recordsIn(this.#kept.get(key)) + recordsIn(kept);
  }

  #makeRoom(key: string, kept: Kept): void {
    this.#broom = this.#kept.entries();
    this.#sweep(this.#kept.size);
    if (this.#countWith(key, kept) <= this.#limit) return;
    throw new StoreUnavailable("memory", new RangeError(`Cannot keep more than ${this.#limit} records`));
  }

  #sweep(count: number): void {
    const now = this.#clock.now();
    for (let left = count; left > 0; left -= 1) {
      const next = this.#broom.next();
      if (next.done === true) {
        this.#broom = this.#kept.entries();
        return;
      }
      const [key, { expiresAt }] = next.value;
      if (expiresAt <= now) this.remove(key);
    }
  }
}

/**
 * An ephemeral store in this process: for tests, and for one process that has no Redis.
 *
 * It forgets everything when the process ends, and no other process sees it. Expiry follows the clock, in whole seconds.
 */
export function memoryEphemeralStore(options: MemoryEphemeralStoreOptions = {}): EphemeralStore {
  const shelf = new Shelf(options);
  return narrowed(shelf, { prefix: "", gate: shelf.gate });
}

const OPEN_GATE: Gate = { isOpen: true, open: async () => undefined };

interface NarrowedOptions {
  readonly prefix: string;
  readonly gate: Gate;
}

function narrowed(shelf: Shelf, { prefix, gate }: NarrowedOptions): EphemeralStore {
  function nameOf<T>(kind: Kind<T>, key: string): string {
    return prefix + kind.code + key;
  }

  function read<T>(kind: Kind<T>, key: string): T | undefined {
    const bytes = shelf.read(nameOf(kind, key));
    return bytes === undefined ? undefined : kind.decode(bytes);
  }

  return {
    async put<T>(kind: Kind<T>, entry: Entry<T>) {
      if (!gate.isOpen) await gate.open();
      shelf.write(nameOf(kind, entry.key), kind.encode(entry.value), { ttl: entry.ttl });
    },
    async get<T>(kind: Kind<T>, key: string) {
      if (!gate.isOpen) await gate.open();
      return read(kind, key);
    },
    async getPair<A, B>({ first, second }: Pair<A, B>): Promise<readonly [A | undefined, B | undefined]> {
      if (!gate.isOpen) await gate.open();
      return [read(first.kind, first.key), read(second.kind, second.key)];
    },
    async take<T>(kind: Kind<T>, key: string) {
      if (!gate.isOpen) await gate.open();
      const value = read(kind, key);
      shelf.remove(nameOf(kind, key));
      return value;
    },
    async claim(kind, { key, ttl }) {
      if (!gate.isOpen) await gate.open();
      checkTtl(ttl);
      const name = nameOf(kind, key);
      if (shelf.read(name) !== undefined) return false;
      shelf.write(name, kind.encode(true), { ttl });
      return true;
    },
    async count(kind, { key, ttl }) {
      if (!gate.isOpen) await gate.open();
      checkTtl(ttl);
      const name = nameOf(kind, key);
      const before = read(kind, key);
      if (before === undefined) shelf.write(name, kind.encode(1), { ttl });
      else shelf.overwrite(name, kind.encode(before + 1));
      return (before ?? 0) + 1;
    },
    async draw(kind, { key, ttl, limit, wanted }) {
      if (!gate.isOpen) await gate.open();
      checkTtl(ttl);
      checkDraw({ limit, wanted });
      const name = nameOf(kind, key);
      const drawn = read(kind, key) ?? 0;
      const granted = Math.max(0, Math.min(wanted, limit - drawn));
      if (drawn === 0) shelf.write(name, kind.encode(granted), { ttl });
      else if (granted > 0) shelf.overwrite(name, kind.encode(drawn + granted));
      return { granted, left: Math.max(0, limit - drawn - granted), endsIn: shelf.endsIn(name) ?? ttl };
    },
    async append<T>(kind: Kind<T>, { key, value, ttl, limit }: Appended<T>) {
      if (!gate.isOpen) await gate.open();
      shelf.append(nameOf(kind, key), kind.encode(value), { ttl, limit });
    },
    async list<T>(kind: Kind<T>, key: string) {
      if (!gate.isOpen) await gate.open();
      return shelf.readList(nameOf(kind, key)).map((bytes) => kind.decode(bytes));
    },
    async forget<T>(kind: Kind<T>, keys: readonly string[]) {
      if (!gate.isOpen) await gate.open();
      for (const key of keys) shelf.remove(nameOf(kind, key));
    },
    within: (narrower) => narrowed(shelf, { prefix: prefix + narrower, gate }),
    ready: async () =>
      gate.isOpen ||
      gate.open().then(
        () => true,
        () => false,
      ),
    epoch: async () => shelf.epoch,
    onNewLife(restore) {
      shelf.gate.add(async () => restore(narrowed(shelf, { prefix, gate: OPEN_GATE })));
    },
    async close() {
      shelf.clear();
    },
  };
}
