/** What was opened, to be closed in the opposite order. */
export interface Closers {
  add(close: () => Promise<unknown>): void;
  /** Closes everything, the last first; what cannot be closed does not keep the others open. Answers what was thrown. */
  closeAll(): Promise<readonly unknown[]>;
}

/** Begins with nothing open. */
export function createClosers(): Closers {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    add: (close) => void closers.push(close),
    async closeAll() {
      const thrown: unknown[] = [];
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        await close().catch((error: unknown) => thrown.push(error));
      }
      return thrown;
    },
  };
}
