import { assert } from "chai";
import type { Page } from "playwright-core";

/** Name, id or text of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null) return "";
    const text = (element.textContent ?? "").trim();
    if (element instanceof HTMLButtonElement) return text;
    const value = element instanceof HTMLInputElement && element.type === "checkbox" ? `=${element.value}` : "";
    return (element.getAttribute("name") ?? text) + value;
  });
}

/** Presses Tab until something has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let steps = 0; (await focused(page)) !== name; steps += 1) {
    assert.isBelow(steps, 80, `'${name}' is reached by Tab`);
    await page.keyboard.press("Tab");
  }
}

/** Waits until the page has put the cursor into a field by itself: what is typed before is lost. */
export async function untilFocused(page: Page, name: string): Promise<void> {
  await page.locator(`[name="${name}"]:focus`).waitFor();
}

/** Goes to a field by Tab, and types. */
export async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a link or a button by Tab, and presses it. */
export async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}
