/** Puts something right in a life of a store. */
export type Restore = () => Promise<void>;

/** What a verb asks before it goes on. */
export interface Gate {
  /** Whether it may go on at once. */
  readonly isOpen: boolean;
  /** Waits until it may go on; throws when it may not. */
  open(): Promise<void>;
}

/** What {@link LifeGate} asks of a store. */
export interface LifeGateOptions {
  /** Waits until the store may be asked at all. */
  readonly connect: () => Promise<void>;
  /** Names the present lives: one of each server that has a part of the records. */
  readonly readLives: () => Promise<readonly string[]>;
}

/**
 * Keeps verbs from a store whose present life has not been put right.
 *
 * A store that came back may hold what it held some time ago. Whoever knows what it forgot restores that first; until
 * then nobody reads from it.
 */
export class LifeGate implements Gate {
  isOpen = false;
  /** The lives in which each has done its work. */
  readonly #restored = new Map<Restore, ReadonlySet<string>>();
  readonly #options: LifeGateOptions;
  #breaks = 0;
  #opening: Promise<void> | undefined;

  constructor(options: LifeGateOptions) {
    this.#options = options;
  }

  /** Has something put right in the present lives, and in every later one. */
  add(restore: Restore): void {
    this.#restored.set(restore, new Set());
    this.shut();
  }

  /** Another life may have begun. */
  shut(): void {
    this.#breaks += 1;
    this.isOpen = false;
  }

  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    while (!this.isOpen) {
      const breaks = this.#breaks;
      await this.#restoreAll();
      // A life that ended in the meantime was put right in vain.
      this.isOpen = breaks === this.#breaks;
    }
  }

  async #restoreAll(): Promise<void> {
    await this.#options.connect();
    if (this.#restored.size === 0) return;
    const lives = await this.#options.readLives();
    for (const [restore, restored] of this.#restored) {
      if (lives.every((life) => restored.has(life))) continue;
      await restore();
      // Only now: when it fails, the next verb has it done again.
      this.#restored.set(restore, new Set(lives));
    }
  }
}
