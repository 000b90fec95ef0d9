import { assert } from "chai";
import { settableClock } from "../platform/mod.ts";
import { clearFamilies, type ClearFamiliesOptions, clearSessions } from "./cleartokens.ts";

type Cleared = "authorizations" | "sessions";

interface Asked extends Pick<ClearFamiliesOptions, "batchSize" | "signal"> {
  readonly interval?: number;
  readonly onProgress?: (done: number) => unknown;
}

/** Clears so many records that ended, and answers what was asked of the store and told meanwhile. */
async function clear(ended: number, { onProgress, ...given }: Asked, what: Cleared) {
  let left = ended;
  const asked: object[] = [];
  const told: string[] = [];
  const store = {
    countCleared: async () => left,
    async clear(batch: object & { readonly limit: number }) {
      asked.push(batch);
      const now = Math.min(left, batch.limit);
      left -= now;
      return now;
    },
  };
  const options = {
    interval: 0,
    ...given,
    clock: settableClock(100_000),
    progress(done: number, total: number) {
      told.push(`${done}/${total}`);
      onProgress?.(done);
    },
  };
  const removed = await (what === "sessions"
    ? clearSessions({ ...options, sessions: store })
    : clearFamilies({ ...options, families: store, longestAccessToken: 86_400 }));
  return { removed, asked, told };
}

describe("clearing", () => {
  const rows: readonly (readonly [number, number, readonly string[]])[] = [
    [0, 10, []],
    [7, 10, ["7/7"]],
    [25, 10, ["10/25", "20/25", "25/25"]],
    [20, 10, ["10/20", "20/20"]],
  ];
  for (const what of ["authorizations", "sessions"] as const) {
    for (const [ended, batchSize, expected] of rows) {
      it(`removes ${ended} ${what} by ${batchSize} and tells ${expected.join(", ") || "nothing"}`, async () => {
        const { removed, told } = await clear(ended, { batchSize }, what);
        assert.equal(removed, ended);
        assert.deepEqual(told, expected);
      });
    }
  }

  for (const batches of [0, 1, 2]) {
    it(`ends after ${batches} whole batches when it is asked to`, async () => {
      const controller = new AbortController();
      if (batches === 0) controller.abort();
      const asked = { batchSize: 10, onProgress: (done: number) => done === batches * 10 && controller.abort() };
      const { removed, told } = await clear(35, { ...asked, signal: controller.signal }, "authorizations");
      assert.equal(removed, batches * 10);
      assert.lengthOf(told, batches);
    });
  }

  it("does not wait for its pause to end when it is asked to end", async () => {
    const controller = new AbortController();
    const asked = { batchSize: 10, interval: 3_600, onProgress: () => setImmediate(() => controller.abort()) };
    const { removed } = await clear(25, { ...asked, signal: controller.signal }, "sessions");
    assert.equal(removed, 10);
  });

  it("keeps what was revoked while an access token of it may live", async () => {
    const { asked } = await clear(1, { batchSize: 10 }, "authorizations");
    assert.deepEqual(asked, [{ before: 100_000 - 86_400 - 60, limit: 10 }]);
  });

  it("keeps a session as long as a request may take that it began", async () => {
    const { asked } = await clear(1, { batchSize: 10 }, "sessions");
    assert.deepEqual(asked, [{ before: 100_000 - 60, limit: 10 }]);
  });
});
