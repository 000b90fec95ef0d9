import { assert } from "chai";
import Mocha, { type Context } from "mocha";
import { skipFor } from "./skip.ts";

/** The titles of what was skipped when a suite ran by itself. */
async function skippedIn(fill: (suite: Mocha.Suite) => void): Promise<readonly string[]> {
  const mocha = new Mocha({ reporter: Mocha.reporters.Base });
  fill(Mocha.Suite.create(mocha.suite, "a suite"));
  const titles: string[] = [];
  await new Promise<void>((resolve) => {
    mocha.run(() => resolve()).on("pending", ({ title }: Mocha.Test) => void titles.push(title));
  });
  return titles;
}

function skipping(this: Context): void {
  skipFor(this, "it rains");
}

describe("skipFor()", () => {
  it("says why in the name of the one test", async () => {
    const titles = await skippedIn((suite) => {
      suite.addTest(new Mocha.Test("goes out", skipping));
      suite.addTest(new Mocha.Test("stays in", () => undefined));
    });
    assert.deepEqual(titles, ["goes out (skipped: it rains)"]);
  });

  it("says why in the names of all tests of a suite, also in suites within", async () => {
    const titles = await skippedIn((suite) => {
      suite.beforeAll(skipping);
      suite.addTest(new Mocha.Test("walks", () => assert.fail("was run")));
      Mocha.Suite.create(suite, "far").addTest(new Mocha.Test("runs", () => assert.fail("was run")));
    });
    assert.deepEqual(titles, ["walks (skipped: it rains)", "runs (skipped: it rains)"]);
  });
});
