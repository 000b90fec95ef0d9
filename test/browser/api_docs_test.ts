import { assert } from "chai";
import { describe, it } from "mocha";
import type { Locator, Page } from "playwright-core";
import { SECRET } from "../support/cast.ts";
import { SCRIPTED_PAGES } from "./pages.ts";
import { stageOf, type Viewer, viewer } from "./stage.ts";

function operation(page: Page, id: string): Locator {
  return page.locator(`#${id}`);
}

/** Opens an operation, fills in its form and sends it; the line of the answer and what came with it. */
async function tryOut(
  page: Page,
  id: string,
  given: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const one = operation(page, id);
  await page.evaluate((name) => document.getElementById(name)?.setAttribute("open", ""), id);
  for (const [name, value] of Object.entries(given)) {
    const control = one.locator(`[name="${name}"]`);
    if ((await control.evaluate(({ tagName }) => tagName)) === "SELECT") await control.selectOption(value);
    else await control.fill(value);
  }
  const answered = page.waitForResponse((response) => response.request().resourceType() === "fetch");
  await one.getByRole("button", { name: "Send" }).click();
  await answered;
  const result = one.locator(".result");
  await result.waitFor();
  return [await result.locator("p").innerText(), await result.locator("pre").innerText()];
}

/** Logs in from the page and allows what it asks for. */
async function logIn({ page, signIn }: Viewer, docs: string, button = "Allow"): Promise<void> {
  await page.goto(docs);
  await page.getByRole("button", { name: "Log in and get a token" }).click();
  await page.waitForURL("**/interaction/*");
  await signIn();
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.locator("#access-said:not(:empty)").waitFor();
}

/** The address, and all that a script could find of a page that came later. */
async function leftovers(page: Page): Promise<string> {
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), document.cookie]),
  );
  return page.url() + kept;
}

describe("the page in which one tries the API", function () {
  const stage = stageOf(this);
  const docs = () => `${stage.server.url}/docs`;

  it("is found from the home page", async () => {
    const { page, context } = await viewer(stage);
    await page.goto(`${stage.server.url}/`);
    await page.getByRole("link", { name: "API documentation" }).click();
    await page.getByRole("heading", { name: "The API" }).waitFor();
    await context.close();
  });

  it("logs a person in by a code with PKCE, and calls the API with the token", async () => {
    const shown = await viewer(stage);
    const { page, owner } = shown;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
    await logIn(shown, docs());
    assert.match(await page.locator("#access-said").innerText(), /^You are logged in\. .* good for read write,/);
    const [line, answer] = await tryOut(page, "listUsers", { limit: "100" });
    assert.match(line!, /^200 OK, \d+ ms$/);
    assert.include(answer, `"username": "${owner.username}"`);
    assert.match(asked.join("\n"), /\/authorize\?.*code_challenge=[\w-]{43}&code_challenge_method=S256/);
    assert.match(asked.join("\n"), /\/token .*grant_type=authorization_code.*code_verifier=[\w-]{43}/);
    await shown.context.close();
  });

  it("leaves neither code nor token where anybody could find them", async () => {
    const shown = await viewer(stage);
    await logIn(shown, docs());
    assert.equal(shown.page.url(), docs());
    assert.notMatch(await leftovers(shown.page), /ts_|code|verifier/);
    await shown.context.close();
  });

  it("gives the token back, which is dead then", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    await logIn(shown, docs());
    const sent = page.waitForRequest((request) => request.url().endsWith("/api/"));
    assert.match((await tryOut(page, "hello"))[0]!, /^200/);
    const { authorization } = (await sent).headers();
    await page.getByRole("button", { name: "Give the token back" }).click();
    await page.getByText("The token is dead.", { exact: true }).waitFor();
    assert.match((await tryOut(page, "hello"))[0]!, /^401/);
    const headers = { authorization: authorization! };
    assert.match(authorization!, /^Bearer ts_at_/);
    assert.equal((await fetch(`${stage.server.url}/api/`, { headers })).status, 401);
    await shown.context.close();
  });

  it("says why there is no token when the person says no", async () => {
    const shown = await viewer(stage);
    await logIn(shown, docs(), "Deny");
    assert.match(await shown.page.locator("#access-said").innerText(), /^You are not logged in: /);
    assert.match((await tryOut(shown.page, "hello"))[0]!, /^401/);
    await shown.context.close();
  });

  for (const [what, answer] of [
    ["a code that it did not ask for", "code=stolen&state=guessed"],
    ["an error that it did not ask for", "error=access_denied&state=guessed"],
    ["a code without a state", "code=stolen"],
  ] as const) {
    it(`takes no notice of ${what}`, async () => {
      const { page, context } = await viewer(stage);
      const posted: string[] = [];
      page.on("request", (request) => posted.push(request.method()));
      await page.goto(`${docs()}?${answer}`);
      await page.getByText("belongs to no login of this page").waitFor();
      assert.notInclude(posted, "POST");
      assert.equal(page.url(), docs());
      await context.close();
    });
  }

  it("takes no code that another issuer is said to have given", async () => {
    const { page, context } = await viewer(stage);
    const posted: string[] = [];
    page.on("request", (request) => posted.push(request.method()));
    await page.goto(docs());
    const begun = page.waitForRequest("**/authorize?*");
    // The login is under way, and the browser stays.
    await page.route("**/authorize?*", (route) => route.fulfill({ status: 204 }));
    await page.getByRole("button", { name: "Log in and get a token" }).click();
    const state = new URL((await begun).url()).searchParams.get("state");
    await page.goto(`${docs()}?code=theirs&state=${state}&iss=https%3A%2F%2Fevil.test`);
    await page.getByText("belongs to no login of this page").waitFor();
    assert.notInclude(posted, "POST");
    await context.close();
  });

  it("goes to the issuer's own address before it logs anybody in", async () => {
    const { page, context } = await viewer(stage);
    await page.goto(docs().replace("127.0.0.1", "localhost"));
    await page.getByRole("button", { name: "Log in and get a token" }).click();
    await page.waitForURL(docs());
    await context.close();
  });

  it("sends what forms say: segments, JSON, form fields", async () => {
    const shown = await viewer(stage);
    const { page, owner, application } = shown;
    await logIn(shown, docs());
    const body = JSON.stringify({ first_name: "<img src=x onerror=document.title='hacked'>" });
    const [line, answer] = await tryOut(page, "changeUser", { id: String(owner.id), body });
    assert.match(line!, /^200/);
    assert.include(answer, "<img src=x onerror=");
    assert.equal(await page.title(), "API · Touchstone");
    const form = { grant_type: "client_credentials", client_id: application.clientId, client_secret: SECRET };
    assert.include((await tryOut(page, "token", form))[1], '"token_type": "Bearer"');
    await shown.context.close();
  });

  it("does not send what lacks what must be there", async () => {
    const { page, context } = await viewer(stage);
    await page.goto(`${docs()}#showUser`);
    await operation(page, "showUser").getByRole("button", { name: "Send" }).click();
    assert.isTrue(await page.locator("#showUser [name=id]").evaluate((field) => field.matches(":user-invalid")));
    assert.isFalse(await operation(page, "showUser").locator(".result").isVisible());
    await context.close();
  });

  it("says so when there is no answer", async () => {
    const { page, context } = await viewer(stage);
    await page.goto(`${docs()}#health`);
    await page.route("**/health", (route) => route.abort());
    await operation(page, "health").getByRole("button", { name: "Send" }).click();
    await page.getByText("There is no answer").waitFor();
    await context.close();
  });

  it("runs no script but its own", async () => {
    const { page, context, complaints } = await viewer(stage);
    await page.goto(docs());
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'hacked'";
      document.body.append(script);
    });
    assert.equal(await page.title(), "API · Touchstone");
    assert.include(complaints.join("\n"), "Content Security Policy");
    await context.close();
  });

  it("needs nothing that its policy refuses", async () => {
    const shown = await viewer(stage);
    await SCRIPTED_PAGES["api_docs_logged_in"]!(shown, stage);
    assert.deepEqual([...shown.complaints], []);
    await shown.context.close();
  });

  describe("without its script", () => {
    it("has every operation, the command that sends it, and no form that leads nowhere", async () => {
      const { page, context } = await viewer(stage, { javaScriptEnabled: false });
      await page.goto(docs());
      await page.getByText("Without its script").waitFor();
      await operation(page, "listUsers").locator("summary").click();
      await page.getByText(`curl '${stage.server.url}/api/users/'`).waitFor();
      await operation(page, "listUsers").getByText("People in the order of their ids").waitFor();
      for (const button of await page.locator("main button:visible").all()) assert.isTrue(await button.isDisabled());
      const shown = await page.locator("details.operation > summary code").allInnerTexts();
      for (const path of ["/api/", "/token", "/introspect", "/openapi.json"]) assert.include(shown, path);
      await context.close();
    });
  });

  it("is worked by the keyboard alone", async () => {
    const { page, context } = await viewer(stage);
    await page.goto(docs());
    await page.locator("#health > summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#health .result").waitFor();
    assert.match(await page.locator("#health .result p").innerText(), /^200 OK/);
    await context.close();
  });
});
