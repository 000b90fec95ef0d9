import { generateKeyPairSync } from "node:crypto";
import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { VERIFIER } from "../support/code_flow.ts";
import { ask, authorizeUrl, codeAt, redemption, textOf } from "../support/journey.ts";
import { askTemporary, pairIn } from "../support/oauth1.ts";
import { press, tabTo, typeInto } from "./keyboard.ts";
import { stageOf, type Viewer, viewer } from "./stage.ts";

/** Logs in by the keyboard, on the way to a page. */
async function arriveByKeyboard({ page, owner }: Viewer, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Username").waitFor();
  await typeInto(page, "username", owner.username);
  await typeInto(page, "password", "correct horse battery");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Register an application" }).waitFor();
}

/** What a fact of the page says. */
async function factOf(page: Page, name: string): Promise<string> {
  const row = page.locator("dl.facts > div").filter({ has: page.locator(`dt:text-is("${name}")`) });
  return (await row.locator("dd").textContent()) ?? "";
}

describe("an application, from its registration to its end", function () {
  const stage = stageOf(this);

  /** Registers an application by the keyboard alone; its record and its secret. */
  async function registeredByKeyboard(shown: Viewer) {
    const { page } = shown;
    const { server, site } = stage;
    await arriveByKeyboard(shown, `${server.url}/oauth/applications/register/`);
    await typeInto(page, "name", "Photo Printer");
    await typeInto(page, "redirect_uris", `${site.callback}\nhttps://printer.example/cb`);
    await press(page, "Register");
    await page.getByText("Keep the secret now").waitFor();
    const clientId = await factOf(page, "Client id");
    const secret = await factOf(page, "Client secret");
    const application = await server.issuer.clients.find(clientId);
    assert(application !== undefined);
    return { application, secret };
  }

  async function introspected(token: string, asks: ClientRecord): Promise<unknown> {
    return (await ask(`${stage.server.url}/introspect`, { form: { token }, as: asks })).body["active"];
  }

  it("is registered by the keyboard alone, gets a code, is listed, is revoked, and its token is dead", async () => {
    const shown = await viewer(stage);
    const { page, application: asks } = shown;
    const { server, site } = stage;
    const { application, secret } = await registeredByKeyboard(shown);

    await page.goto(authorizeUrl(server.url, application, { redirect_uri: site.callback }));
    await page.getByText("Photo Printer").first().waitFor();
    await press(page, "Allow");
    await page.getByText("Welcome back").waitFor();
    const form = {
      ...redemption(codeAt(page.url())),
      redirect_uri: site.callback,
      client_id: application.clientId,
      client_secret: secret,
      code_verifier: VERIFIER,
    };
    const answer = await ask(`${server.url}/token`, { form });
    const access = textOf(answer, "access_token");
    assert.isTrue(await introspected(access, asks));

    await page.goto(`${server.url}/o/authorized_tokens/`);
    await page.getByText("Photo Printer").first().waitFor();
    await press(page, "Revoke Photo Printer");
    await page.getByRole("heading", { name: "Revoke access" }).waitFor();
    await press(page, "Revoke it");
    await page.getByText("No application can use your account.").waitFor();
    assert.isFalse(await introspected(access, asks));
    assert.isFalse(await introspected(textOf(answer, "refresh_token"), asks));
    assert.deepEqual(shown.complaints, []);
    await shown.context.close();
  });

  it("becomes a consumer of OAuth 1.0a by the keyboard alone, whose key is pasted, and signs at once", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    const { server } = stage;
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await arriveByKeyboard(shown, `${server.url}/applications/register`);
    await typeInto(page, "name", "Photo Printer");
    await tabTo(page, "grant_types=oauth1");
    await page.keyboard.press("Space");
    await typeInto(page, "redirect_uris", "https://printer.example/cb");
    await tabTo(page, "jwks");
    await page.keyboard.insertText(publicKey.export({ type: "spki", format: "pem" }).toString());
    await tabTo(page, "oauth_signature_methods=RSA-SHA256");
    await page.keyboard.press("Space");
    await press(page, "Register");
    await page.getByText("Keep the secret now").waitFor();
    const key = await factOf(page, "Client id, the consumer key");
    const consumer = { key, secret: await factOf(page, "Client secret, the consumer secret"), privateKey };
    const callback = "https://printer.example/cb";
    pairIn(await askTemporary(server, { consumer, callback, sign: { signatureMethod: "RSA-SHA256" } }));
    await press(page, "I have kept it");
    await page.getByText(`${server.url}/oauth1/request_token`).waitFor();
    await shown.context.close();
  });

  it("is changed and deleted by the keyboard alone", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    const { application } = await registeredByKeyboard(shown);
    await press(page, "I have kept it");
    await page.getByText("Authorization grant types").waitFor();
    await press(page, "Change");
    await page.getByRole("heading", { name: "Change an application" }).waitFor();
    await tabTo(page, "grant_types=urn:ietf:params:oauth:grant-type:device_code");
    await page.keyboard.press("Space");
    await tabTo(page, "Advanced");
    await page.keyboard.press("Enter");
    await typeInto(page, "contacts", "ann@printer.example");
    await press(page, "Save");
    await page.getByText("The application is changed").waitFor();
    assert.include(await factOf(page, "Authorization grant types"), "Device code");
    assert.equal(await factOf(page, "Contacts"), "ann@printer.example");
    await press(page, "Delete");
    await page.getByRole("heading", { name: "Delete an application" }).waitFor();
    await press(page, "Delete it");
    await page.getByText("The application is deleted").waitFor();
    assert.isUndefined(await stage.server.issuer.clients.find(application.clientId));
    await shown.context.close();
  });

  it("is warned of while it is filled in, without a word lost, and no longer once it is right", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    await arriveByKeyboard(shown, `${stage.server.url}/applications/register`);
    await page.getByLabel("Name", { exact: true }).fill("Live");
    const grants = page.locator("#grant_types-warning");
    await page.getByLabel("Implicit", { exact: true }).check();
    await grants.waitFor();
    assert.include(await grants.textContent(), "RFC 9700 2.1.2");
    assert.include((await page.locator("#grant_types").getAttribute("aria-describedby")) ?? "", "grant_types-warning");
    await page.getByLabel("Algorithm", { exact: true }).selectOption("HS256");
    await page.locator("#id_token_signed_response_alg-warning").waitFor();
    await page.getByLabel("Implicit", { exact: true }).uncheck();
    await grants.waitFor({ state: "detached" });
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Live");
    assert.isNull(await page.locator("#grant_types").getAttribute("aria-describedby"));
    assert.deepEqual(shown.complaints, []);
    await shown.context.close();
  });

  it("is warned of without script where one asks for that", async () => {
    const shown = await viewer(stage, { javaScriptEnabled: false });
    const { page } = shown;
    await page.goto(`${stage.server.url}/applications/register`);
    await shown.signIn();
    await page.getByLabel("Name", { exact: true }).fill("Still");
    await page.getByLabel("Resource owner password-based").check();
    await page.getByLabel("Redirect URIs").fill("https://printer.example/cb");
    await page.getByRole("button", { name: "Check first" }).click();
    await page.getByText("nothing was saved yet").waitFor();
    assert.include(await page.locator("#grant_types-warning").textContent(), "RFC 9700 2.4");
    await shown.context.close();
  });

  it("is not made twice by who presses twice, and comes back with what was typed where something is wrong", async () => {
    const shown = await viewer(stage);
    const { page } = shown;
    await arriveByKeyboard(shown, `${stage.server.url}/applications/register`);
    await page.getByLabel("Name", { exact: true }).fill("Twice");
    await page.getByLabel("Client id").fill(`twice-${shown.owner.id}`);
    await page.getByLabel("Redirect URIs").fill("https://printer.example/cb\nnonsense");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("Redirect URIs").inputValue(), "https://printer.example/cb\nnonsense");
    assert.include(await page.locator("#redirect_uris-problem").textContent(), "No. 2");
    await page.getByLabel("Redirect URIs").fill("https://printer.example/cb");
    await page.getByRole("button", { name: "Register" }).dblclick({ noWaitAfter: true });
    // Whether the browser sends it once or twice is its own business.
    await page.getByText(/The form came twice|Keep the secret now/).waitFor();
    await page.goto(`${stage.server.url}/applications`);
    assert.equal(await page.getByRole("link", { name: "Twice" }).count(), 1);
    await shown.context.close();
  });
});
