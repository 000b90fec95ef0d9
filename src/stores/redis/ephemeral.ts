import type { Seconds } from "../../platform/mod.ts";
import type { Appended, Draw, Drawn, Entry, EphemeralStore, Kind, Pair } from "../ephemeral.ts";
import type { Gate, LifeGate } from "../life_gate.ts";
import { checkDraw, checkLimit, checkTtl } from "../ttl.ts";
import type { RedisEpoch } from "./epoch.ts";
import type { RawPair } from "./gathered_reads.ts";
import type { RedisLink } from "./link.ts";
import { storeErrorOf } from "./redis_error.ts";

/** What the narrowed stores of one connection share. */
export interface RedisEphemeralStoreOptions {
  readonly link: RedisLink;
  readonly epoch: RedisEpoch;
  readonly lives: LifeGate;
  readonly close: () => Promise<void>;
}

/** INCR and EXPIRE as one: between two commands the key could expire, and the next INCR would make one that never does. */
const COUNT =
  "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end return n";

/** What was drawn is kept, and never more than the limit, so that a smaller limit that comes later leaves nothing. */
const DRAW = [
  "local drawn = tonumber(redis.call('GET', KEYS[1]) or '0')",
  "local granted = math.max(0, math.min(tonumber(ARGV[2]), tonumber(ARGV[1]) - drawn))",
  "if drawn == 0 then redis.call('SET', KEYS[1], granted, 'EX', ARGV[3])",
  "elseif granted > 0 then redis.call('INCRBY', KEYS[1], granted) end",
  "return {granted, math.max(0, tonumber(ARGV[1]) - drawn - granted), redis.call('PTTL', KEYS[1])}",
].join(" ");

/** As one, so that no list is ever longer than its limit, or without an end. */
const APPEND = [
  "redis.call('RPUSH', KEYS[1], ARGV[1])",
  "redis.call('LTRIM', KEYS[1], ARGV[2], -1)",
  "redis.call('EXPIRE', KEYS[1], ARGV[3])",
].join(" ");

/**
 * An ephemeral store in Redis: each verb is one command to one slot.
 *
 * A key is the prefix, the code of the kind and the key, with nothing between them: sizes go in steps of 16 bytes,
 * and millions of them live at once.
 */
export class RedisEphemeralStore implements EphemeralStore {
  readonly #shared: RedisEphemeralStoreOptions;
  readonly #link: RedisLink;
  readonly #gate: Gate;
  readonly #prefix: string;

  /** @param shared `gate` is what its verbs wait for: the lives of the server when not given. */
  constructor(prefix: string, shared: RedisEphemeralStoreOptions & { readonly gate?: Gate }) {
    this.#prefix = prefix;
    this.#shared = shared;
    this.#link = shared.link;
    this.#gate = shared.gate ?? shared.lives;
  }

  async put<T>(kind: Kind<T>, entry: Entry<T>): Promise<void> {
    const bytes = bufferOf(kind.encode(entry.value));
    const ttl = checkTtl(entry.ttl);
    try {
      if (!this.#gate.isOpen) await this.#gate.open();
      await this.#link.together().set(this.#prefix + kind.code + entry.key, bytes, "EX", ttl);
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  async get<T>(kind: Kind<T>, key: string): Promise<T | undefined> {
    let bytes: Buffer | null;
    try {
      if (!this.#gate.isOpen) await this.#gate.open();
      bytes = await this.#link.together().getBuffer(this.#prefix + kind.code + key);
    } catch (error) {
      throw storeErrorOf(error);
    }
    return bytes === null ? undefined : kind.decode(bytes);
  }

  async getPair<A, B>({ first, second }: Pair<A, B>): Promise<readonly [A | undefined, B | undefined]> {
    let pair: RawPair;
    try {
      if (!this.#gate.isOpen) await this.#gate.open();
      pair = await this.#link.reads.pair(
        this.#prefix + first.kind.code + first.key,
        this.#prefix + second.kind.code + second.key,
      );
    } catch (error) {
      throw storeErrorOf(error);
    }
    const [a, b] = pair;
    return [a === null ? undefined : first.kind.decode(a), b === null ? undefined : second.kind.decode(b)];
  }

  async take<T>(kind: Kind<T>, key: string): Promise<T | undefined> {
    const bytes = await this.#send((client) => client.getdelBuffer(this.#prefix + kind.code + key));
    return bytes === null ? undefined : kind.decode(bytes);
  }

  async claim(kind: Kind<true>, { key, ttl }: { readonly key: string; readonly ttl: Seconds }): Promise<boolean> {
    const bytes = bufferOf(kind.encode(true));
    checkTtl(ttl);
    const answer = await this.#send((client) => client.set(this.#prefix + kind.code + key, bytes, "EX", ttl, "NX"));
    return answer !== null;
  }

  async count(kind: Kind<number>, { key, ttl }: { readonly key: string; readonly ttl: Seconds }): Promise<number> {
    checkTtl(ttl);
    return Number(await this.#send((client) => client.eval(COUNT, 1, this.#prefix + kind.code + key, ttl)));
  }

  async draw(kind: Kind<number>, { key, ttl, limit, wanted }: Draw): Promise<Drawn> {
    checkTtl(ttl);
    checkDraw({ limit, wanted });
    const name = this.#prefix + kind.code + key;
    const answer = await this.#send((client) => client.eval(DRAW, 1, name, limit, wanted, ttl));
    const [granted = 0, left = 0, milliseconds = 0] = Array.isArray(answer) ? answer.map(Number) : [];
    return { granted, left, endsIn: Math.max(1, Math.ceil(milliseconds / 1_000)) };
  }

  async append<T>(kind: Kind<T>, { key, value, ttl, limit }: Appended<T>): Promise<void> {
    const bytes = bufferOf(kind.encode(value));
    checkTtl(ttl);
    checkLimit(limit);
    await this.#send((client) => client.eval(APPEND, 1, this.#prefix + kind.code + key, bytes, -limit, ttl));
  }

  async list<T>(kind: Kind<T>, key: string): Promise<readonly T[]> {
    const records = await this.#send((client) => client.lrangeBuffer(this.#prefix + kind.code + key, 0, -1));
    return records.map((bytes) => kind.decode(bytes));
  }

  async forget<T>(kind: Kind<T>, keys: readonly string[]): Promise<void> {
    await this.#send((client) => Promise.all(keys.map((key) => client.unlink(this.#prefix + kind.code + key))));
  }

  within(prefix: string): EphemeralStore {
    return new RedisEphemeralStore(this.#prefix + prefix, this.#shared);
  }

  async ready(): Promise<boolean> {
    try {
      await this.#send((client) => client.ping());
      return true;
    } catch {
      return false;
    }
  }

  async epoch(): Promise<string> {
    return (await this.#shared.epoch.read()).join(" ");
  }

  onNewLife(restore: (store: EphemeralStore) => Promise<void>): void {
    const { lives, link } = this.#shared;
    const ungated = new RedisEphemeralStore(this.#prefix, { ...this.#shared, gate: link });
    lives.add(async () => restore(ungated));
  }

  async close(): Promise<void> {
    await this.#shared.close();
  }

  async #send<T>(command: (client: RedisLink["client"]) => Promise<T>): Promise<T> {
    try {
      if (!this.#gate.isOpen) await this.#gate.open();
      return await command(this.#link.together());
    } catch (error) {
      throw storeErrorOf(error);
    }
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
}
