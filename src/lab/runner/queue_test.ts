import { assert } from "chai";
import { setImmediate as turn } from "node:timers/promises";
import { createQueue } from "./queue.ts";

/** Runs numbers through a queue, and says in which order they were begun and how many were at work at once. */
async function worked(pieces: readonly number[], parallel: number, order = (a: number, b: number) => a - b) {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const queue = createQueue<number>({
    parallel,
    order,
    async work(piece) {
      begun.push(piece);
      now += 1;
      most = Math.max(most, now);
      await turn();
      now -= 1;
    },
  });
  queue.add(pieces);
  await queue.done();
  return { begun, most };
}

describe("createQueue()", () => {
  it("is done at once when there is nothing to do", () => worked([], 3));

  it("does everything, in order, so many at a time", async () => {
    assert.deepEqual(await worked([3, 1, 2], 1), { begun: [1, 2, 3], most: 1 });
    assert.deepEqual((await worked([1, 2, 3, 4, 5], 2)).most, 2);
    assert.deepEqual((await worked([1, 2], 8)).most, 2);
  });

  it("keeps the order of equals", async () => {
    assert.deepEqual((await worked([3, 1, 2], 1, () => 0)).begun, [3, 1, 2]);
  });

  it("does what is added while it is at work, in its place", async () => {
    const begun: number[] = [];
    const queue = createQueue<number>({
      parallel: 1,
      order: (a, b) => a - b,
      async work(piece, itself) {
        begun.push(piece);
        if (piece === 1) itself.add([5, 2]);
        await turn();
      },
    });
    queue.add([1, 3]);
    await queue.done();
    assert.deepEqual(begun, [1, 2, 3, 5]);
  });

  it("begins nothing after a mistake, lets what is at work end, and says what it was", async () => {
    const ended: number[] = [];
    const queue = createQueue<number>({
      parallel: 2,
      order: (a, b) => a - b,
      async work(piece) {
        if (piece === 1) throw new RangeError("one is wrong");
        await turn();
        ended.push(piece);
      },
    });
    queue.add([1, 2, 3]);
    const thrown = await queue.done().catch((error: unknown) => error);
    assert.instanceOf(thrown, RangeError);
    assert.deepEqual(ended, [2]);
  });

  it("begins nothing once the signal came", async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const queue = createQueue<number>({
      parallel: 1,
      order: (a, b) => a - b,
      signal: controller.signal,
      async work(piece) {
        begun.push(piece);
        if (piece === 2) controller.abort();
        await turn();
      },
    });
    queue.add([1, 2, 3]);
    await queue.done();
    assert.deepEqual(begun, [1, 2]);
  });
});
