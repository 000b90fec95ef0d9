import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { PAGES } from "./pages.ts";
import { stageOf, viewer } from "./stage.ts";

/** A way in which somebody looks at a page, and what must hold then. */
interface Condition {
  readonly name: string;
  readonly begin: (page: Page) => Promise<unknown>;
  readonly finds: (page: Page) => Promise<readonly string[]>;
  /** What is found where all is well; nothing when not said. */
  readonly expected?: readonly string[];
}

/** Texts that are cut off or stick out, each by what it says. */
function hiddenTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll("h1, h2, h3, p, dt, dd, label, button, a, legend")]
      .filter((element) => element.closest(".skip, .unseen") === null)
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        const cut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline";
        return left < -1 || right > wide + 1 || cut;
      })
      .map((element) => element.textContent ?? "");
  });
}

/** Lengths of all movements, in the browser's words. */
function durations(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => [
    ...new Set(
      [...document.querySelectorAll("*")].flatMap((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        return [transitionDuration, animationDuration];
      }),
    ),
  ]);
}

/** What is pressed or ticked and is less than 44 pixels high; a label belongs to its box. */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const pressed = [...document.querySelectorAll("button, a.button, .field input, .scope label, .tick label, .brand")];
    return pressed
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
      .map((element) => element.textContent ?? "");
  });
}

/** How the upper edges of cards are drawn. */
function cardBorders(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => [
    ...new Set([...document.querySelectorAll(".card")].map((card) => getComputedStyle(card).borderTopStyle)),
  ]);
}

const CONDITIONS: readonly Condition[] = [
  {
    name: "whatever is pressed is as high as a finger is wide",
    begin: (page) => page.setViewportSize({ width: 360, height: 640 }),
    finds: smallTargets,
  },
  {
    // A browser that zooms counts fewer pixels: half of 1280, a quarter.
    name: "zoomed to 200 %, no text is cut off",
    begin: (page) => page.setViewportSize({ width: 640, height: 400 }),
    finds: hiddenTexts,
  },
  {
    name: "zoomed to 400 %, no text is cut off",
    begin: (page) => page.setViewportSize({ width: 320, height: 256 }),
    finds: hiddenTexts,
  },
  {
    name: "with letters of twice the size on a phone, no text is cut off",
    async begin(page) {
      await page.setViewportSize({ width: 360, height: 640 });
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    },
    finds: hiddenTexts,
  },
  {
    name: "nothing moves for somebody who asked for less motion",
    begin: (page) => page.emulateMedia({ reducedMotion: "reduce" }),
    finds: durations,
    expected: ["0s"],
  },
  {
    name: "in the colours of the system, a card has a border that shows where it ends",
    begin: (page) => page.emulateMedia({ forcedColors: "active" }),
    finds: cardBorders,
    expected: ["solid"],
  },
];

describe("every page without script", function () {
  const stage = stageOf(this);

  for (const [name, reach] of Object.entries(PAGES)) {
    it(`${name}: is reached, and is for everybody: zoomed, in large letters, with a finger, without motion`, async () => {
      const shown = await viewer(stage, { javaScriptEnabled: false });
      await reach(shown, stage);
      // The text can be there before the stylesheet is.
      await shown.page.waitForLoadState();
      for (const { name: condition, begin, finds, expected = [] } of CONDITIONS) {
        await begin(shown.page);
        assert.deepEqual([...(await finds(shown.page))], [...expected], condition);
      }
      await shown.context.close();
    });
  }
});
