/** Answers on their way from the browser to the client, in their order. */
export interface Answers {
  add(answer: string): void;
  /** The next one; undefined once it is closed and all are taken. */
  next(): Promise<string | undefined>;
  close(): void;
}

/** Nothing was answered yet. */
export function answers(): Answers {
  const waiting: string[] = [];
  const takers: ((answer: string | undefined) => void)[] = [];
  let isClosed = false;
  return {
    add(answer) {
      if (isClosed) return;
      const taker = takers.shift();
      if (taker === undefined) waiting.push(answer);
      else taker(answer);
    },
    async next() {
      const answer = waiting.shift();
      if (answer !== undefined || isClosed) return answer;
      return new Promise((resolve) => takers.push(resolve));
    },
    close() {
      isClosed = true;
      for (const taker of takers.splice(0)) taker(undefined);
    },
  };
}
