import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { press, typeInto } from "./keyboard.ts";
import { stageOf, viewer } from "./stage.ts";

const FIRST = "a pony of many colours";
const SECOND = "another pony altogether";

let made = 0;

async function logInByKeyboard(page: Page, username: string, password: string): Promise<void> {
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await typeInto(page, "username", username);
  await typeInto(page, "password", password);
  await page.keyboard.press("Enter");
}

describe("an account, by the keyboard alone", function () {
  const stage = stageOf(this);

  async function signedUp() {
    made += 1;
    const username = `pony${made}`;
    const shown = await viewer(stage, { javaScriptEnabled: false });
    const { page } = shown;
    await page.goto(`${stage.server.url}/login`);
    await press(page, "Create an account");
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    await typeInto(page, "username", username);
    await typeInto(page, "password", FIRST);
    await typeInto(page, "repeated", FIRST);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    return { ...shown, username };
  }

  it("is made, gets another password, and is logged in to with that alone", async () => {
    const { page, username, context, complaints } = await signedUp();
    await press(page, "Change password");
    await page.getByRole("heading", { name: "Change your password" }).waitFor();
    await typeInto(page, "current", FIRST);
    await typeInto(page, "password", SECOND);
    await typeInto(page, "repeated", SECOND);
    await page.keyboard.press("Enter");
    await page.getByText("Your password is changed").waitFor();
    await press(page, "Log out");
    await page.getByRole("heading", { name: "You are logged out" }).waitFor();
    await page.goto(`${stage.server.url}/login`);
    await logInByKeyboard(page, username, FIRST);
    await page.getByText("do not match").waitFor();
    await typeInto(page, "password", SECOND);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    assert.deepEqual(
      complaints.filter((text) => !text.includes("400")),
      [],
    );
    await context.close();
  });

  it("says what is wrong with a form beside its fields, to screen readers as well", async () => {
    const { page, context } = await signedUp();
    await page.goto(`${stage.server.url}/account/password`);
    await typeInto(page, "current", "a wrong guess");
    await typeInto(page, "password", SECOND);
    await typeInto(page, "repeated", SECOND);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    const current = page.getByLabel("Current password");
    assert.equal(await current.getAttribute("aria-invalid"), "true");
    const id = (await current.getAttribute("aria-describedby")) ?? "";
    assert.equal(await page.locator(`#${id}`).textContent(), "This is not your password");
    await context.close();
  });

  it("forgets a consent", async () => {
    const { page, username, context, application } = await signedUp();
    const { durable, clock } = stage.server.issuer;
    const account = await durable.accounts.findByUsername(username);
    const consent = { accountId: account?.id ?? 0, client: application.id, scope: ["read"], grantedAt: clock.now() };
    await durable.consents.remember(consent);
    await press(page, "Remembered consents");
    await page.getByRole("heading", { name: "Remembered consents" }).waitFor();
    await press(page, `Forget ${application.name}`);
    await page.getByRole("heading", { name: "Forget a consent" }).waitFor();
    await press(page, "Forget it");
    await page.getByText("Nothing is remembered.").waitFor();
    assert.isUndefined(await durable.consents.find(consent.accountId, consent.client));
    await context.close();
  });
});
