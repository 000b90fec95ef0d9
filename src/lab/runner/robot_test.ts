import { assert } from "chai";
import { describeBrowser, tell } from "../../../test/support/browser_stories.ts";
import { robotBrowser } from "./robot.ts";

describe("robotBrowser()", () => {
  describeBrowser(() => robotBrowser());

  it("stops in the middle when the attempt is over", async () => {
    const over = new AbortController();
    over.abort();
    await tell(robotBrowser(), { signal: over.signal }, async (stage) => {
      const { status } = await stage.authorize(await stage.register("/cb"));
      assert.equal(status, 0);
      assert.isEmpty(stage.lines);
    });
  });

  it("goes round in a circle for a while, and not for ever", async () => {
    let asked = 0;
    const open = robotBrowser(async () => {
      asked += 1;
      return new Response(null, { status: 302, headers: { location: "/again" } });
    });
    await tell(open, {}, async ({ browser, server }) => void (await browser.visit(server.url)));
    assert.isBelow(asked, 100);
  });
});
