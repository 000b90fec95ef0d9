import { mkdir } from "node:fs/promises";
import axe from "axe-core";
import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { PAGES, SCRIPTED_PAGES } from "./pages.ts";
import { stageOf, viewer } from "./stage.ts";

/** In what the pages are looked at. */
const WINDOWS = [
  { window: "desktop", width: 1280, colorScheme: "light" },
  { window: "phone", width: 360, colorScheme: "light" },
  { window: "dark", width: 1280, colorScheme: "dark" },
  { window: "dark phone", width: 360, colorScheme: "dark" },
] as const;

/** What a browser says of a page. */
interface Findings {
  readonly overflow: number;
  readonly background: string;
  readonly violations: readonly string[];
}

async function find(page: Page): Promise<Findings> {
  // Colours that fade from one to the other have no contrast of their own.
  await page.evaluate(() => {
    // What lies in a folded part would be waited for without end.
    for (const animation of document.getAnimations()) animation.finish();
  });
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { violations: found } = await Reflect.get(window, "axe").run();
    return found.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`);
  });
  const seen = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    background: getComputedStyle(document.body).backgroundColor,
  }));
  return { ...seen, violations };
}

/** How bright a colour is, 0 to 255. */
function brightness(color: string): number {
  const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 3;
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe("the looks of the pages", function () {
  const stage = stageOf(this);

  for (const [name, reach] of Object.entries({ ...PAGES, ...SCRIPTED_PAGES })) {
    it(`${name}: nothing sticks out on a desktop or a phone, by day or night, and nobody is shut out`, async () => {
      const shown = await viewer(stage, { bypassCSP: true });
      await reach(shown, stage);
      for (const { window, width, colorScheme } of WINDOWS) {
        await shown.page.setViewportSize({ width, height: 760 });
        await shown.page.emulateMedia({ colorScheme });
        const { overflow, background, violations } = await find(shown.page);
        await keepPicture(shown.page, `${name} ${window}`);
        assert.deepEqual([...violations], [], window);
        assert.isAtMost(overflow, 0, window);
        const light = brightness(background);
        assert.isTrue(colorScheme === "dark" ? light < 60 : light > 200, `${window}: ${background}`);
      }
      await shown.context.close();
    });
  }
});
