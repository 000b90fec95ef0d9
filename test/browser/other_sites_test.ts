import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { authorizeUrl } from "../support/journey.ts";
import { stageOf, viewer } from "./stage.ts";

describe("what other sites can do in a browser", function () {
  const stage = stageOf(this);

  rule(
    ["RFC6749-10.13-1", "RFC9700-4.16-1", "RFC9700-4.16-2"],
    "they cannot show the login, the consent or the account in a frame",
    async () => {
      const { page, application, arrive, signIn } = await viewer(stage);
      await arrive();
      await signIn();
      const addresses = [page.url(), `${stage.server.url}/login`, `${stage.server.url}/account`];
      addresses.push(authorizeUrl(stage.server.url, application, { redirect_uri: stage.site.callback }));
      for (const address of addresses) {
        stage.site.serve("/frame", `<!doctype html><iframe src="${address.replaceAll("&", "&amp;")}"></iframe>`);
        await page.goto(`${stage.site.origin}/frame`);
        const [, framed] = page.frames();
        assert.notInclude(await framed!.content(), "Touchstone", address);
      }
    },
  );

  it("they cannot send the consent, as the browser keeps the session from them", async () => {
    const { page, arrive, signIn } = await viewer(stage);
    await arrive({ state: "forged" });
    await signIn();
    const action = page.url();
    const csrf = await page.locator('form[action^="/interaction/"] input[name=csrf]').inputValue();
    stage.site.serve(
      "/forged",
      `<!doctype html><form method="post" action="${action}"><input name="csrf" value="${csrf}"><input name="action" value="allow"><input name="scope" value="read"><button>Win</button></form>`,
    );
    await page.goto(`${stage.site.origin}/forged`);
    await page.getByRole("button", { name: "Win" }).click();
    await page.getByRole("heading", { name: "This is not allowed" }).waitFor();
    assert.isFalse(stage.site.brought.some(({ params }) => params.get("state") === "forged"));
  });

  it("they may send an authorization request as a form, and the session is known all the same", async () => {
    const { page, application, arrive, signIn } = await viewer(stage);
    await arrive();
    await signIn();
    const request = new URL(authorizeUrl(stage.server.url, application, { redirect_uri: stage.site.callback }));
    const inputs = [...request.searchParams].map(
      ([name, value]) => `<input name="${name}" value="${value.replaceAll("&", "&amp;")}">`,
    );
    stage.site.serve(
      "/post",
      `<!doctype html><form method="post" action="${stage.server.url}/authorize">${inputs.join("")}<button>Go</button></form>`,
    );
    await page.goto(`${stage.site.origin}/post`);
    await page.getByRole("button", { name: "Go" }).click();
    await page.getByRole("heading", { name: "to use your account" }).waitFor();
  });

  it("they cannot read the cookies; a script of a page of ours reads the one that says nothing", async () => {
    const { page, context, arrive, signIn } = await viewer(stage);
    await arrive();
    await signIn();
    const cookies = await context.cookies(stage.server.url);
    assert.sameMembers(
      cookies.map(({ name }) => name),
      ["b", "sid", "bs"],
    );
    for (const { name, httpOnly, sameSite, path, expires } of cookies)
      assert.deepEqual(
        { httpOnly, sameSite, path, expires },
        { httpOnly: name !== "bs", sameSite: "Lax", path: "/", expires: -1 },
      );
    assert.match(await page.evaluate(() => document.cookie), /^bs=[\w-]{22}$/);
  });
});
