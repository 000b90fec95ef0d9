import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import {
  askTemporary,
  askToken,
  type Consumer,
  consumerOf,
  type ConsumerAnswer,
  pairIn,
  registerConsumer,
  type TokenPair,
} from "../support/oauth1.ts";
import { tabTo, untilFocused } from "./keyboard.ts";
import { stageOf, type Viewer, viewer, type ViewerOptions } from "./stage.ts";

/** Somebody whom a consumer sends to the server. */
interface Sent extends Viewer {
  readonly consumer: Consumer;
  readonly temporary: TokenPair;
}

describe("approving temporary credentials in a browser", function () {
  const stage = stageOf(this);

  async function sent(callback: string, options: ViewerOptions = {}): Promise<Sent> {
    const { issuer, url } = stage.server;
    const shown = await viewer(stage, options);
    const redirectUris = [stage.site.callback];
    const consumer = consumerOf(await registerConsumer(issuer, { name: "Photo Printer", redirectUris }));
    const temporary = pairIn(await askTemporary(stage.server, { consumer, callback }));
    await shown.page.goto(`${url}/oauth1/authorize?oauth_token=${temporary.token}`);
    return { ...shown, consumer, temporary };
  }

  function redeem({ consumer, temporary }: Sent, verifier: string): Promise<ConsumerAnswer> {
    return askToken(stage.server, { consumer, temporary, verifier });
  }

  /** The code as a person copies it. */
  async function copied({ page }: Sent): Promise<string> {
    return (await page.locator("output").textContent()) ?? "";
  }

  rule("RFC5849-2.2-12", "works with the keyboard alone, and without script, to the code on the page", async () => {
    const shown = await sent("oob", { javaScriptEnabled: false });
    const { page, owner, complaints } = shown;
    await untilFocused(page, "username");
    await page.keyboard.type(owner.username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Allow" }).waitFor();
    await page.getByRole("button", { name: "Allow" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Your code").waitFor();
    pairIn(await redeem(shown, await copied(shown)));
    assert.isEmpty(complaints);
  });

  rule("RFC5849-2.2-10", "leads back to the application, past our policy for forms", async () => {
    const shown = await sent(stage.site.callback);
    await shown.signIn();
    await tabTo(shown.page, "Allow");
    await shown.page.keyboard.press("Enter");
    await shown.page.waitForURL(`${stage.site.callback}?*`);
    const { searchParams } = new URL(shown.page.url());
    assert.deepEqual([...searchParams.keys()], ["oauth_token", "oauth_verifier"]);
    pairIn(await redeem(shown, searchParams.get("oauth_verifier") ?? ""));
    assert.isEmpty(shown.complaints);
  });

  it("gives one code to who presses Allow twice, and to who loads the page anew", async () => {
    const shown = await sent("oob");
    await shown.signIn();
    await shown.page.getByRole("button", { name: "Allow" }).dblclick();
    await shown.page.getByText("Your code").waitFor();
    const code = await copied(shown);
    await shown.page.reload();
    assert.equal(await copied(shown), code);
    pairIn(await redeem(shown, code));
  });

  it("is over for who goes back after the code and answers otherwise", async () => {
    const shown = await sent("oob");
    await shown.signIn();
    await shown.page.getByRole("button", { name: "Allow" }).click();
    await shown.page.getByText("Your code").waitFor();
    await shown.page.goBack();
    await shown.page.getByText("This request cannot go on").waitFor();
  });
});
