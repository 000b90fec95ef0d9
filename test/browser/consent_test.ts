import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import { eventually } from "../contract/eventually.ts";
import { ask, redemption } from "../support/journey.ts";
import { broughtBack, stageOf, type Viewer, viewer } from "./stage.ts";

describe("login and consent in a browser", function () {
  const stage = stageOf(this);

  async function atConsent(state: string): Promise<Viewer> {
    const shown = await viewer(stage);
    await shown.arrive({ state });
    await shown.signIn();
    await shown.page.getByRole("heading", { name: "to use your account" }).waitFor();
    return shown;
  }

  it("work with the keyboard alone", async () => {
    const { page, owner, arrive, complaints } = await viewer(stage);
    await arrive({ state: "keyboard" });
    assert.equal(await focused(page), "username", "the first field waits for the person");
    await page.keyboard.type(owner.username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "to use your account" }).waitFor();
    for (let steps = 0; (await focused(page)) !== "Allow"; steps += 1) {
      assert.isBelow(steps, 15, "Allow is reached by Tab");
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByText("Welcome back").waitFor();
    assert.lengthOf(broughtBack(stage, "keyboard"), 1);
    assert.isTrue(broughtBack(stage, "keyboard")[0]?.has("code"));
    assert.isEmpty(complaints);
  });

  it("never allow by Enter in a tick box", async () => {
    const { page } = await atConsent("enter");
    await page.getByRole("checkbox", { name: "See your data" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Welcome back").waitFor();
    assert.equal(broughtBack(stage, "enter")[0]?.get("error"), "access_denied");
  });

  it("lead on to the application, which the policy of the page allows", async () => {
    const { page, complaints } = await atConsent("allowed");
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Welcome back").waitFor();
    assert.equal(new URL(page.url()).origin, stage.site.origin);
    assert.isEmpty(complaints);
  });

  rule("RFC6749-4.1.2-5", "give one code that works when Allow is pressed twice", async () => {
    const { page, application } = await atConsent("twice");
    await page.getByRole("button", { name: "Allow" }).dblclick();
    await eventually(async () => broughtBack(stage, "twice").length > 0);
    const codes = new Set(broughtBack(stage, "twice").map((params) => params.get("code")));
    assert.equal(codes.size, 1);
    const form = { ...redemption([...codes][0] ?? ""), redirect_uri: stage.site.callback };
    const answer = await ask(`${stage.server.url}/token`, { form, as: application });
    assert.equal(answer.status, 200, answer.text);
  });

  it("show a page that explains when the person goes back after the consent", async () => {
    const { page } = await atConsent("back");
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Welcome back").waitFor();
    await page.goBack();
    await page.getByText("start again").waitFor();
    assert.lengthOf(broughtBack(stage, "back"), 1);
  });

  it("work without script", async () => {
    const { page, arrive, signIn } = await viewer(stage, { javaScriptEnabled: false });
    await arrive({ state: "no script" });
    await signIn();
    await page.getByRole("checkbox", { name: "Change your data" }).uncheck();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Welcome back").waitFor();
    assert.isTrue(broughtBack(stage, "no script")[0]?.has("code"));
  });

  /** Id of the field, or text of the button, that has the focus. */
  function focused(page: Viewer["page"]): Promise<string> {
    return page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim() || "");
  }
});
