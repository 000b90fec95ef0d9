import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { PAGES, SCRIPTED_PAGES } from "./pages.ts";
import { broughtBack, stageOf, viewer } from "./stage.ts";

/** What has the focus: its name, whether a ring shows it, and whether it is in the window. */
interface Focused {
  readonly name: string;
  readonly isShown: boolean;
  readonly isInside: boolean;
}

function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const name = element === document.body ? "" : element.id || (element.textContent ?? "").trim();
    return {
      name,
      isShown: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      isInside: top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= window.innerWidth,
    };
  });
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; !(await focused(page)).name.startsWith(name); steps += 1) {
    assert.isBelow(steps, 20, `'${name}' is reached by Tab`);
    await page.keyboard.press("Tab");
  }
}

/** Goes over a page with the Tab key, from its top until the focus leaves it. */
async function walk(page: Page): Promise<readonly Focused[]> {
  await page.evaluate(() => {
    // The top is where Tab begins for somebody who has just come, but for the field that wants the cursor.
    document.body.tabIndex = -1;
    document.body.focus();
  });
  const seen: Focused[] = [];
  for (let steps = 0; steps < 150; steps += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.name === "" || now.name === seen[0]?.name) break;
    seen.push(now);
  }
  return seen;
}

describe("the keyboard alone", function () {
  const stage = stageOf(this);

  for (const [name, reach] of Object.entries({ ...PAGES, ...SCRIPTED_PAGES })) {
    it(`${name}: reaches all that can be pressed or filled in, each in sight and with a ring around it`, async () => {
      const shown = await viewer(stage, { viewport: { width: 360, height: 640 }, reducedMotion: "reduce" });
      await reach(shown, stage);
      const walked = await walk(shown.page);
      const reachable = shown.page.locator("a[href], button, input:not([type=hidden]), select, textarea, summary");
      const expected = await reachable.filter({ visible: true }).count();
      assert.lengthOf(walked, expected, walked.map((one) => one.name).join(", "));
      for (const one of walked) {
        assert.isTrue(one.isShown, `a ring around '${one.name}'`);
        assert.isTrue(one.isInside, `'${one.name}' is in sight`);
      }
      await shown.context.close();
    });
  }

  it("skips to the content, and goes on from there", async () => {
    const { page } = await viewer(stage);
    await page.goto(`${stage.server.url}/`);
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).name, "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.isTrue(await page.evaluate(() => document.querySelector("main")?.contains(document.activeElement)));
  });

  it("gives a login up, which the application is told", async () => {
    const { page, arrive } = await viewer(stage);
    await arrive({ state: "given up" });
    await tabTo(page, "Cancel");
    await page.keyboard.press("Enter");
    await page.getByText("Welcome back").waitFor();
    assert.equal(broughtBack(stage, "given up")[0]?.get("error"), "access_denied");
  });

  it("unticks a permission, which the application does not get", async () => {
    const { page, arrive, signIn } = await viewer(stage);
    await arrive({ state: "unticked", response_type: "token" });
    await signIn();
    await tabTo(page, "scope-1");
    await page.keyboard.press("Space");
    assert.isFalse(await page.locator("#scope-1").isChecked());
    await tabTo(page, "Allow");
    await page.keyboard.press("Space");
    await page.getByText("Welcome back").waitFor();
    assert.equal(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("scope"), "read");
  });

  it("takes access away, and logs out", async () => {
    const shown = await viewer(stage);
    await PAGES["account"]!(shown, stage);
    await tabTo(shown.page, "Remove access");
    await shown.page.keyboard.press("Enter");
    await shown.page.getByText("No application can use your account").waitFor();
    await tabTo(shown.page, "Log out");
    await shown.page.keyboard.press("Enter");
    await shown.page.getByRole("heading", { name: "You are logged out" }).waitFor();
    assert.notInclude(
      (await shown.context.cookies()).map(({ name }) => name),
      "sid",
    );
  });

  it("is where the mistake is after a failed try, with what was typed kept", async () => {
    const shown = await viewer(stage);
    await PAGES["login_failed"]!(shown, stage);
    assert.equal((await focused(shown.page)).name, "password");
    assert.equal(await shown.page.getByLabel("Username").inputValue(), shown.owner.username);
    assert.equal(await shown.page.getByLabel("Password").inputValue(), "");
    assert.equal(
      await shown.page.getByLabel("Password").getAttribute("aria-describedby"),
      await shown.page.getByRole("alert").getAttribute("id"),
    );
  });
});
