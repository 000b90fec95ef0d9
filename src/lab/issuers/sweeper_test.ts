import { assert } from "chai";
import { recordingLog } from "../../../test/contract/recording_log.ts";
import { settableClock } from "../../platform/mod.ts";
import { memoryDatabase } from "../../stores/memory/mod.ts";
import { openSweeper, type SweeperOptions } from "./sweeper.ts";

async function scene(names: readonly string[], changes: Partial<SweeperOptions> = {}) {
  const clock = settableClock(1_000);
  const database = memoryDatabase({ clock });
  for (const name of names) await database.forIssuer(name);
  clock.advance(61);
  const log = recordingLog();
  const removed: string[] = [];
  const sweeper = openSweeper({
    database,
    clock,
    log,
    isThere: async (id) => id === "living",
    async removeRecords(id) {
      removed.push(id);
      return database.removeIssuer(`lab ${id}`);
    },
    ...changes,
  });
  return { sweeper, removed, log };
}

describe("openSweeper()", () => {
  it("sweeps at once, and removes what is defined no more, alone", async () => {
    const many = Array.from({ length: 20 }, (_, index) => `dead${index}`);
    const { sweeper, removed } = await scene(["default", "lab living", ...many.map((id) => `lab ${id}`)]);
    await sweeper.sweep();
    assert.sameMembers([...new Set(removed)], many);
    assert.equal(await sweeper.sweep(), 0);
    sweeper.close();
  });

  it("does not count what another process removed", async () => {
    const { sweeper } = await scene(["lab dead"], { removeRecords: async () => false });
    assert.equal(await sweeper.sweep(), 0);
    sweeper.close();
  });

  it("says what went wrong of what it does by itself, and throws of what it was asked for", async () => {
    const { sweeper, log } = await scene(["lab dead"], { removeRecords: () => Promise.reject(new TypeError("No")) });
    assert.instanceOf(await sweeper.sweep().catch((error: unknown) => error), TypeError);
    assert.match(log.lines.join("\n"), /warn Cannot sweep up throwaway issuers/);
    sweeper.close();
  });
});
