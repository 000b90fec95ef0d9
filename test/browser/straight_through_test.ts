import { assert } from "chai";
import { describe, it } from "mocha";
import { ask, redemption } from "../support/journey.ts";
import { broughtBack, stageOf, viewer } from "./stage.ts";

/** Browsers hold the redirect that answers a form to the policy of its page, as no other client does. */
describe("the login page of a browser that need not be asked for a consent", function () {
  const stage = stageOf(this);

  it("leads straight to an application that may skip it, with a code that works", async () => {
    const { page, application, arrive, signIn, complaints } = await viewer(stage, {
      client: { skipAuthorization: true },
    });
    await arrive({ state: "trusted" });
    await signIn();
    await page.getByText("Welcome back").waitFor({ timeout: 5_000 });
    const code = broughtBack(stage, "trusted")[0]?.get("code") ?? "";
    const form = { ...redemption(code), redirect_uri: stage.site.callback };
    assert.equal((await ask(`${stage.server.url}/token`, { form, as: application })).status, 200);
    assert.isEmpty(complaints);
  });

  it("leads straight on after a wrong password and the right one", async () => {
    const { page, arrive, signIn } = await viewer(stage, { client: { skipAuthorization: true } });
    await arrive({ state: "second try" });
    await page.getByLabel("Username").fill("somebody else");
    await page.getByLabel("Password").fill("a wrong guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await signIn();
    await page.getByText("Welcome back").waitFor({ timeout: 5_000 });
    assert.isTrue(broughtBack(stage, "second try")[0]?.has("code"));
  });

  it("leads straight to an application with its token in the fragment", async () => {
    const { page, arrive, signIn } = await viewer(stage, { client: { skipAuthorization: true } });
    await arrive({ response_type: "token" });
    await signIn();
    await page.getByText("Welcome back").waitFor({ timeout: 5_000 });
    assert.include(new URL(page.url()).hash, "access_token=");
  });
});
