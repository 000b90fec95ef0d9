import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { PASSWORD } from "../support/cast.ts";
import { goAsStaff, grace } from "./admin_pages.ts";
import { stageOf, viewer } from "./stage.ts";

const NEW = "a new and good password";

/** Presses Tab until something with an accessible name has the focus, and says how often; fails when it never has. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      const labels = activeElement instanceof HTMLInputElement ? [...(activeElement.labels ?? [])] : [];
      return [activeElement, ...labels].map((one) => (one?.textContent ?? "").trim());
    });
    if (focused.includes(name)) return;
  }
  assert.fail(`nothing that is called '${name}' can be reached by the keyboard`);
}

/** Presses what has a name, and waits for the page to which it leads. */
async function press(page: Page, name: string, leadsTo: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: leadsTo, level: 1 }).waitFor();
}

describe("the administration in a browser", function () {
  const stage = stageOf(this);

  it("has a person added, found, changed and deleted by the keyboard alone, without a complaint of the browser", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    await goAsStaff(shown, stage, "/admin");
    await press(page, "People", "People");
    await press(page, "Add a person", "Add a person");
    await tabTo(page, "User name");
    const username = `keyed${shown.owner.id}`;
    await page.keyboard.type(username);
    for (const name of ["New password", "New password again"]) {
      await tabTo(page, name);
      await page.keyboard.type(NEW);
    }
    await page.keyboard.press("Enter");
    await page.getByText("The person is added").waitFor();
    await press(page, "Change", "Change a person");
    await tabTo(page, "Last name");
    await page.keyboard.type("Keyboard");
    await press(page, "Save", username);
    await page.getByText("Saved.").waitFor();
    await press(page, "People", "People");
    await tabTo(page, "Name, email or subject");
    await page.keyboard.type("keyboa");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/admin/users?q=keyboa*");
    await page.getByRole("link", { name: username, exact: true }).waitFor();
    await press(page, username, username);
    await press(page, "Delete", "Delete a person");
    await press(page, "Delete them", "People");
    await page.getByText("The person is deleted").waitFor();
    assert.isUndefined(await stage.server.issuer.durable.accounts.findByUsername(username));
    assert.isEmpty(shown.complaints);
    await shown.context.close();
  });

  it("logs a barred person out of the page that they are looking at, and lets them in again", async () => {
    const [staff, other] = [await viewer(stage), await viewer(stage)];
    await other.page.goto(`${stage.server.url}/login`);
    await other.signIn();
    await other.page.getByText("Your account").first().waitFor();
    await goAsStaff(staff, stage, `/admin/users/${other.owner.id}/update`);
    await staff.page.getByLabel("Active").uncheck();
    await staff.page.getByRole("button", { name: "Save" }).click();
    await staff.page.getByText("Barred: may not sign in").waitFor();
    await other.page.reload();
    await other.signIn();
    await other.page.getByRole("alert").waitFor();
    await staff.page.getByRole("link", { name: "Change", exact: true }).click();
    await staff.page.getByLabel("Active").check();
    await staff.page.getByRole("button", { name: "Save" }).click();
    await staff.page.getByText("Saved.").waitFor();
    await other.signIn();
    await other.page.getByText("Your account").first().waitFor();
    await Promise.all([staff.context.close(), other.context.close()]);
  });

  it("ends a session that was found by the name of its person", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    const { account, session } = await grace(stage);
    await goAsStaff(shown, stage, "/admin/sessions");
    await page.getByLabel("Person").fill(account.username);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: `End ${account.username}`, exact: true }).click();
    await page.getByText("Compiler of the Year").waitFor();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByText("The session has ended").waitFor();
    assert.isUndefined(await stage.server.issuer.durable.sessions.findBySid(session.sid));
    await shown.context.close();
  });

  it("sets a password by which the person gets in, and the old one does not", async () => {
    const [staff, other] = [await viewer(stage), await viewer(stage)];
    await goAsStaff(staff, stage, `/admin/users/${other.owner.id}/password`);
    await staff.page.getByLabel("New password", { exact: true }).fill(NEW);
    await staff.page.getByLabel("New password again").fill(NEW);
    await staff.page.getByRole("button", { name: "Set it" }).click();
    await staff.page.getByText("The password is set").waitFor();
    await other.page.goto(`${stage.server.url}/login`);
    for (const [password, sees] of [
      [PASSWORD, "do not match"],
      [NEW, "Your account"],
    ] as const) {
      await other.page.getByLabel("Username").fill(other.owner.username);
      await other.page.getByLabel("Password").fill(password);
      await other.page.getByRole("button", { name: "Log in" }).click();
      await other.page.getByText(sees).first().waitFor();
    }
    await Promise.all([staff.context.close(), other.context.close()]);
  });

  it("shows nothing of itself to a person who is not staff, but what to do", async () => {
    const shown = await viewer(stage);
    await shown.page.goto(`${stage.server.url}/admin/users`);
    await shown.signIn();
    await shown.page.getByText("log in as somebody who is").waitFor();
    assert.equal(await shown.page.getByRole("link", { name: "Administration" }).count(), 0);
    await shown.context.close();
  });

  it("brings back every page that the Back button leads to", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    const { account } = await grace(stage);
    await goAsStaff(shown, stage, `/admin/users?q=${account.username}`);
    await page.getByRole("link", { name: account.username, exact: true }).click();
    await page.getByRole("link", { name: "Delete", exact: true }).click();
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: account.username }).waitFor();
    for (const heading of ["Delete a person", account.username, "People"]) {
      await page.goBack();
      await page.getByRole("heading", { name: heading }).waitFor();
    }
    await shown.context.close();
  });
});
