import { assert } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { watchParent } from "./parent_watch.ts";

const NPM = { npm_lifecycle_event: "start" };

describe("watchParent()", () => {
  it("tells once that the parent is gone", async () => {
    let parent = 100;
    const told = new Promise<void>((resolve) => {
      watchParent({ environment: NPM, gone: resolve, parentOf: () => parent, pause: 1 });
    });
    parent = 1;
    await told;
  });

  const quiet: readonly (readonly [string, Readonly<Record<string, string>>, (stop: () => void) => void])[] = [
    ["no npm started the program", {}, () => undefined],
    ["the watch was ended", NPM, (stop) => stop()],
  ];
  for (const [when, environment, then] of quiet) {
    it(`says nothing when ${when}`, async () => {
      let parent = 100;
      let isGone = false;
      const gone = () => void (isGone = true);
      then(watchParent({ environment, gone, parentOf: () => parent, pause: 1 }));
      parent = 1;
      await sleep(20);
      assert.isFalse(isGone);
    });
  }
});
