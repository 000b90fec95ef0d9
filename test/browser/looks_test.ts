import { mkdir } from "node:fs/promises";
import axe from "axe-core";
import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { ask, codeAt, redemption } from "../support/journey.ts";
import { type BrowserStage, openBrowserStage, type Viewer, viewer } from "./stage.ts";

/** How each page is reached. */
const PAGES: Readonly<Record<string, (shown: Viewer, stage: BrowserStage) => Promise<void>>> = {
  login: (shown) => shown.arrive(),
  async login_failed({ arrive, page, owner }) {
    await arrive();
    await page.getByLabel("Username").fill(owner.username);
    await page.getByLabel("Password").fill("a wrong guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
  },
  async consent({ arrive, signIn }) {
    await arrive();
    await signIn();
  },
  async consent_failed({ arrive, signIn, page }) {
    await arrive();
    await signIn();
    for (const box of await page.locator("input[name=scope]").all()) await box.uncheck();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("alert").waitFor();
  },
  async problem({ page }, { server }) {
    await page.goto(`${server.url}/authorize?client_id=nobody`);
  },
  async not_found({ page }, { server }) {
    await page.goto(`${server.url}/nothing/here`);
  },
  async home({ page }, { server }) {
    await page.goto(`${server.url}/`);
  },
  async account({ arrive, signIn, page, application }, stage) {
    await arrive({ approval_prompt: "force" });
    await signIn();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Welcome back").waitFor();
    const form = { ...redemption(codeAt(page.url())), redirect_uri: stage.site.callback };
    await ask(`${stage.server.url}/token`, { form, as: application });
    await page.goto(`${stage.server.url}/account`);
  },
  async logged_out({ page, signIn }, { server }) {
    await page.goto(`${server.url}/login`);
    await signIn();
    await page.getByRole("button", { name: "Log out" }).click();
  },
  async form_post({ arrive, signIn, page }, { site }) {
    // An answer without content leaves the browser where it is: at the page that sends itself.
    await page.route(site.callback, (route) => route.fulfill({ status: 204 }));
    await arrive({ response_mode: "form_post" });
    await signIn();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("button", { name: "Continue" }).waitFor();
  },
};

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
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
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
  this.timeout(60_000);
  let stage: BrowserStage;

  before(async function () {
    stage = await openBrowserStage(this);
  });

  after(async () => stage?.stop());

  for (const [name, reach] of Object.entries(PAGES)) {
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
