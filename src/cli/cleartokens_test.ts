import { assert } from "chai";
import { settableClock } from "../platform/mod.ts";
import { clearFamilies, type ClearFamiliesOptions } from "./cleartokens.ts";

/** Clears so many records that ended, and answers what was asked of the store and told meanwhile. */
async function clear(ended: number, options: Pick<ClearFamiliesOptions, "batchSize">) {
  let left = ended;
  const asked: object[] = [];
  const told: string[] = [];
  const removed = await clearFamilies({
    ...options,
    interval: 0,
    clock: settableClock(100_000),
    longestAccessToken: 86_400,
    progress: (done, total) => told.push(`${done}/${total}`),
    families: {
      countCleared: async () => left,
      async clear(batch) {
        asked.push(batch);
        const now = Math.min(left, batch.limit);
        left -= now;
        return now;
      },
    },
  });
  return { removed, asked, told };
}

describe("clearFamilies()", () => {
  const rows: readonly (readonly [number, number, readonly string[]])[] = [
    [0, 10, []],
    [7, 10, ["7/7"]],
    [25, 10, ["10/25", "20/25", "25/25"]],
    [20, 10, ["10/20", "20/20"]],
  ];
  for (const [ended, batchSize, expected] of rows) {
    it(`removes ${ended} records by ${batchSize} and tells ${expected.join(", ") || "nothing"}`, async () => {
      const { removed, told } = await clear(ended, { batchSize });
      assert.equal(removed, ended);
      assert.deepEqual(told, expected);
    });
  }

  it("keeps what was revoked while an access token of it may live", async () => {
    const { asked } = await clear(1, { batchSize: 10 });
    assert.deepEqual(asked, [{ before: 100_000 - 86_400 - 60, limit: 10 }]);
  });
});
