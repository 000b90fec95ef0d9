import { assert } from "chai";
import { readFile } from "node:fs/promises";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { ask, textOf } from "../support/journey.ts";
import { PASSWORD } from "../support/cast.ts";
import { goAsStaff, grace } from "./admin_pages.ts";
import { stageOf, viewer } from "./stage.ts";

/** Presses Tab until something with a name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press("Tab");
    const text = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : element;
      return label?.textContent?.trim() ?? "";
    });
    if (text.startsWith(name)) return;
  }
  assert.fail(`'${name}' is not reached by Tab`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

describe("staff and a token that turned up somewhere", function () {
  const stage = stageOf(this);

  /** Grace has a token; whether it is alive. */
  async function leaked() {
    const { account, application } = await grace(stage);
    const form = { grant_type: "password", username: account.username, password: PASSWORD, scope: "read" };
    const token = textOf(await ask(`${stage.server.url}/token`, { form, as: application }), "access_token");
    const isAlive = async () =>
      (await fetch(`${stage.server.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status === 200;
    return { account, application, token, isAlive };
  }

  it("find out by the keyboard alone whose it is, and end it", async () => {
    const { account, token, isAlive } = await leaked();
    const shown = await viewer(stage, { reducedMotion: "reduce" });
    const { page } = shown;
    await goAsStaff(shown, stage, "/admin/authorizations");
    await press(page, "What is this token?");
    await page.waitForURL(/token$/);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "token", "one can type at once");
    await page.keyboard.type(token);
    await press(page, "Look it up");
    await page.getByRole("heading", { name: "Access token" }).waitFor();
    await page.getByText(account.username).waitFor();
    assert.notInclude(await page.content(), token);
    assert.notInclude(page.url(), token);
    await press(page, token.slice("ts_at_".length).slice(0, 8));
    await page.getByRole("heading", { name: "Compiler of the Year" }).waitFor();
    await press(page, "Revoke");
    await page.getByRole("heading", { name: "Revoke an authorization" }).waitFor();
    assert.isTrue(await isAlive(), "it is only asked");
    await press(page, "Revoke it");
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    assert.isFalse(await isAlive());
    assert.deepEqual([...shown.complaints], []);
    await shown.context.close();
  });

  it("do not send the token again by going back, and have nothing of it kept", async () => {
    const { token } = await leaked();
    const shown = await viewer(stage);
    const { page } = shown;
    await goAsStaff(shown, stage, "/admin/authorizations/token");
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Look it up" }).click();
    await page.getByRole("link", { name: "Look up another" }).click();
    await page.getByRole("heading", { name: "What is this token?" }).waitFor();
    assert.equal(await page.getByLabel("Token").inputValue(), "");
    await page.goBack();
    await page.goBack();
    assert.notInclude(await page.content(), token);
    await shown.context.close();
  });

  it("take the audit log home, as a file of JSON lines", async () => {
    const { account } = await leaked();
    const shown = await viewer(stage);
    const { page } = shown;
    await goAsStaff(shown, stage, `/admin/audit?person=${account.username}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download as JSON lines" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "audit.jsonl");
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    assert.isNotEmpty(lines);
    for (const line of lines) assert.equal(JSON.parse(line).account, account.id);
    await shown.context.close();
  });

  it("open what is seldom looked for, and find it open where it was filled in", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    await goAsStaff(shown, stage, "/admin/audit");
    assert.isFalse(await page.getByLabel("From").isVisible());
    await page.getByText("More to look for").click();
    await page.getByLabel("From").fill("2026-01-01");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/from=2026-01-01/);
    assert.isTrue(await page.getByLabel("From").isVisible());
    await shown.context.close();
  });
});
