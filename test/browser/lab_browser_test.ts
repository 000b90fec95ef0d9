import { assert } from "chai";
import { type Chromium, chromiumBrowser, NoChromium } from "../../src/lab/runner/mod.ts";
import { describeBrowser } from "../support/browser_stories.ts";
import { findChromium } from "../support/chromium.ts";
import { skipFor } from "../support/skip.ts";

describe("chromiumBrowser()", function () {
  this.timeout(60_000);
  const started: { chromium?: Chromium } = {};

  before(async function () {
    const program = await findChromium();
    if (program === undefined) return skipFor(this, "there is no Chromium here");
    started.chromium = await chromiumBrowser({ CHROMIUM: program });
  });
  after(() => started.chromium?.close());

  describeBrowser(() => started.chromium?.open ?? assert.fail("there is no Chromium"));
});

describe("chromiumBrowser(), where there is none", () => {
  it("says how to get one", async () => {
    const thrown = await chromiumBrowser({ PATH: "/nowhere" }).catch((error: unknown) => error);
    assert.instanceOf(thrown, NoChromium);
    assert.match(String(thrown), /install one \(.*\), or name its program in CHROMIUM/);
  });
});
