import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import { DEVICE_GRANT } from "../support/device_flow.ts";
import { type Answered, ask, textOf } from "../support/journey.ts";
import { untilFocused } from "./keyboard.ts";
import { stageOf, type Viewer, viewer } from "./stage.ts";

describe("connecting a device in a browser", function () {
  const stage = stageOf(this);

  function begin({ application }: Viewer): Promise<Answered> {
    return ask(`${stage.server.url}/device_authorization`, { form: { client_id: application.clientId } });
  }

  function poll({ application }: Viewer, told: Answered): Promise<Answered> {
    const form = {
      grant_type: DEVICE_GRANT,
      device_code: textOf(told, "device_code"),
      client_id: application.clientId,
    };
    return ask(`${stage.server.url}/token`, { form });
  }

  /** A new person before the page that asks for a code, and a code. */
  async function atCodePage(options: Parameters<typeof viewer>[1] = {}) {
    const shown = await viewer(stage, { ...options, client: { type: "public", name: "Living-room television" } });
    const told = await begin(shown);
    await shown.page.goto(`${stage.server.url}/device`);
    return { ...shown, told, userCode: textOf(told, "user_code") };
  }

  async function atQuestion(options: Parameters<typeof viewer>[1] = {}) {
    const shown = await atCodePage(options);
    await shown.page.getByLabel("Code", { exact: true }).fill(shown.userCode);
    await shown.page.getByRole("button", { name: "Continue" }).click();
    await shown.signIn();
    await shown.page.getByRole("heading", { name: "Connect" }).waitFor();
    return shown;
  }

  it("works with the keyboard alone, the code in small letters", async () => {
    const { page, owner, told, userCode, complaints, ...shown } = await atCodePage();
    await untilFocused(page, "user_code");
    await page.keyboard.type(userCode.toLowerCase().replace("-", ""));
    await page.keyboard.press("Enter");
    await untilFocused(page, "username");
    await page.keyboard.type(owner.username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    const button = page.getByRole("button", { name: "Allow" });
    await button.waitFor();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByText("Your device is connected").waitFor();
    assert.equal((await poll({ page, owner, complaints, ...shown }, told)).status, 200);
    assert.isEmpty(complaints);
  });

  it("works without script", async () => {
    const shown = await atQuestion({ javaScriptEnabled: false });
    await shown.page.getByRole("checkbox", { name: "Change your data" }).uncheck();
    await shown.page.getByRole("button", { name: "Allow" }).click();
    await shown.page.getByText("Your device is connected").waitFor();
    assert.equal(textOf(await poll(shown, shown.told), "scope"), "read");
  });

  rule("RFC8628-3.3.1-3", "shows the code that the address brought along, and asks", async () => {
    const { page, told, userCode, signIn } = await atCodePage();
    await page.goto(textOf(told, "verification_uri_complete"));
    assert.equal(await page.getByLabel("Code", { exact: true }).inputValue(), userCode);
    await page.getByRole("button", { name: "Continue" }).click();
    await signIn();
    await page.getByText(userCode, { exact: true }).waitFor();
    await page.getByText("only if you began it yourself").waitFor();
  });

  it("never allows by Enter in a tick box", async () => {
    const { page } = await atQuestion();
    await page.getByRole("checkbox", { name: "See your data" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("You did not allow it").waitFor();
  });

  it("is done once when Allow is pressed twice", async () => {
    const shown = await atQuestion();
    await shown.page.getByRole("button", { name: "Allow" }).dblclick();
    await shown.page.getByText("Your device is connected").waitFor();
    assert.equal((await poll(shown, shown.told)).status, 200);
  });

  it("says the same again to who loads the page anew", async () => {
    const { page } = await atQuestion();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Your device is connected").waitFor();
    const reply = await page.reload();
    assert.equal(reply?.request().method(), "POST");
    await page.getByText("Your device is connected").waitFor();
  });
});
