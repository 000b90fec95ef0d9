import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { stageOf, viewer } from "./stage.ts";

describe("response_mode=form_post in a browser", function () {
  const stage = stageOf(this);

  async function answered(state: string, javaScriptEnabled: boolean) {
    const shown = await viewer(stage, { javaScriptEnabled, client: { skipAuthorization: true } });
    await shown.arrive({ state, response_mode: "form_post" });
    await shown.signIn();
    return shown;
  }

  function posted(state: string) {
    return stage.site.brought.filter(({ method, params }) => method === "POST" && params.get("state") === state);
  }

  rule("FORMPOST-2-1", "sends itself under the policy of its page", async () => {
    const { page, complaints } = await answered("by itself", true);
    await page.getByText("Welcome back").waitFor();
    assert.lengthOf(posted("by itself"), 1);
    assert.hasAllKeys(Object.fromEntries(posted("by itself")[0]!.params), ["code", "state", "iss"]);
    assert.isEmpty(complaints);
  });

  it("is sent by a button where there is no script", async () => {
    const { page } = await answered("by hand", false);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Welcome back").waitFor();
    assert.lengthOf(posted("by hand"), 1);
  });
});
