/** Work that is done several pieces at a time, to which more may be added while it is done. */
export interface Queue<T> {
  add(pieces: readonly T[]): void;
  /** Settles when nothing is left, or with the first mistake, after which nothing new is begun. */
  done(): Promise<void>;
}

/** How work is done. */
export interface QueueOptions<T> {
  /** How many pieces at a time. */
  readonly parallel: number;
  /** Which of two comes first: negative for the first of them. */
  readonly order: (a: T, b: T) => number;
  readonly work: (piece: T, queue: Queue<T>) => Promise<void>;
  /** Once it is aborted nothing new is begun. */
  readonly signal?: AbortSignal;
}

/** A queue without work. */
export function createQueue<T>({ parallel, order, work, signal }: QueueOptions<T>): Queue<T> {
  let waiting: readonly T[] = [];
  let atWork = 0;
  let mistake: { readonly cause: unknown } | undefined;
  const idle: (() => void)[] = [];

  function mayBegin(): boolean {
    return atWork < parallel && mistake === undefined && signal?.aborted !== true;
  }

  function next(): void {
    while (mayBegin()) {
      const [first, ...others] = waiting;
      if (first === undefined) break;
      waiting = others;
      atWork += 1;
      void run(first);
    }
    if (atWork === 0) for (const resolve of idle.splice(0)) resolve();
  }

  async function run(piece: T): Promise<void> {
    try {
      await work(piece, queue);
    } catch (cause) {
      mistake ??= { cause };
    }
    atWork -= 1;
    next();
  }

  const queue: Queue<T> = {
    add(pieces) {
      waiting = [...waiting, ...pieces].toSorted(order);
      next();
    },
    async done() {
      if (atWork > 0) await new Promise<void>((resolve) => idle.push(resolve));
      if (mistake !== undefined) throw mistake.cause;
    },
  };
  return queue;
}
