/** What Redis holds under two keys. */
export type RawPair = readonly [Buffer | null, Buffer | null];

/** How {@link GatheredReads} gathers. */
export interface GatherOptions {
  /** Keys after which a command is sent at once: so few that nobody else waits long for Redis to be done with them. */
  readonly mostKeys: number;
}

interface Waiting {
  /** Where its first key stands among the keys. */
  readonly at: number;
  readonly resolve: (pair: RawPair) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads pairs of keys: those that are asked for in the same turn of the event loop go out as one MGET.
 *
 * A busy process asks for many at once, and one command costs a fraction of what as many commands in a pipeline cost,
 * here and in Redis.
 */
export class GatheredReads {
  readonly #mget: (keys: string[]) => Promise<readonly (Buffer | null)[]>;
  readonly #mostKeys: number;
  #keys: string[] = [];
  #waiting: Waiting[] = [];

  constructor(mget: (keys: string[]) => Promise<readonly (Buffer | null)[]>, { mostKeys }: GatherOptions) {
    this.#mget = mget;
    this.#mostKeys = mostKeys;
  }

  /** Reads two keys of one slot. Throws what the command throws. */
  pair(first: string, second: string): Promise<RawPair> {
    return new Promise((resolve, reject) => {
      const count = this.#keys.push(first, second);
      this.#waiting.push({ at: count - 2, resolve, reject });
      if (count >= this.#mostKeys) void this.#send();
      else if (count === 2) setImmediate(() => void this.#send());
    });
  }

  async #send(): Promise<void> {
    const [keys, waiting] = [this.#keys, this.#waiting];
    // There were so many that they did not wait for this turn to end.
    if (keys.length === 0) return;
    [this.#keys, this.#waiting] = [[], []];
    try {
      const values = await this.#mget(keys);
      for (const { at, resolve } of waiting) resolve([values[at] ?? null, values[at + 1] ?? null]);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
