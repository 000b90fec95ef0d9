import { assert } from "chai";
import type { PageOptions } from "./durable.ts";
import { everyRecord } from "./every_record.ts";

async function collect<T>(all: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const one of all) collected.push(one);
  return collected;
}

/** Lists so many records, and remembers what it was asked. */
function listOf(count: number) {
  const all = Array.from({ length: count }, (_, index) => ({ id: 3 * index + 1 }));
  const asked: number[] = [];
  return {
    all,
    asked,
    list: async ({ after = 0, limit }: PageOptions) => {
      asked.push(after);
      return all.filter(({ id }) => id > after).slice(0, limit);
    },
  };
}

describe("everyRecord()", () => {
  for (const [count, pages] of [
    [0, 1],
    [1, 1],
    [499, 1],
    [500, 2],
    [501, 2],
    [1_250, 3],
  ] as const) {
    it(`reads ${count} records, each once and in order, in ${pages} pages`, async () => {
      const { all, asked, list } = listOf(count);
      assert.deepEqual(await collect(everyRecord(list)), all);
      assert.lengthOf(asked, pages);
    });
  }

  it("reads no further than is looked at", async () => {
    const { asked, list } = listOf(2_000);
    for await (const { id } of everyRecord(list)) if (id > 10) break;
    assert.deepEqual(asked, [0]);
  });
});
