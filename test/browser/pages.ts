import { client } from "../support/cast.ts";
import { ask, codeAt, redemption, textOf } from "../support/journey.ts";
import { askTemporary, consumerOf, pairIn, registerConsumer } from "../support/oauth1.ts";
import { ADMIN_PAGES } from "./admin_pages.ts";
import { ADMIN_RECORD_PAGES } from "./admin_record_pages.ts";
import { APPLICATION_PAGES } from "./application_pages.ts";
import { LAB_PAGES, LIVE_LAB_PAGES } from "./lab_pages.ts";
import { OWN_PAGES } from "./own_pages.ts";
import { SIGNATURE_PAGES } from "./signature_pages.ts";
import type { OpenStage, Viewer } from "./stage.ts";

/** The device of an application begins, and its owner types the code. */
async function typeUserCode({ page, application }: Viewer, { server }: OpenStage): Promise<void> {
  const told = await ask(`${server.url}/device_authorization`, { form: {}, as: application });
  await page.goto(textOf(told, "verification_uri"));
  await page.getByLabel("Code", { exact: true }).fill(textOf(told, "user_code"));
  await page.getByRole("button", { name: "Continue" }).click();
}

/** A consumer that cannot be called back sends the person, who signs in. */
async function arriveFromConsumer({ page, signIn }: Viewer, { server }: OpenStage): Promise<void> {
  const consumer = consumerOf(await registerConsumer(server.issuer, { name: "Photo Printer" }));
  const { token } = pairIn(await askTemporary(server, { consumer }));
  await page.goto(`${server.url}/oauth1/authorize?oauth_token=${token}`);
  await signIn();
  await page.getByRole("button", { name: "Allow" }).waitFor();
}

/** How each page is reached. */
export const PAGES: Readonly<Record<string, (shown: Viewer, stage: OpenStage) => Promise<void>>> = {
  login: (shown) => shown.arrive(),
  async login_failed({ arrive, page, owner }) {
    await arrive();
    await page.getByLabel("Username").fill(owner.username);
    await page.getByLabel("Password").fill("a wrong guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
  },
  async login_popup({ arrive, page }) {
    await arrive({ display: "popup" });
    await page.locator("body.popup").waitFor();
  },
  async login_of_another({ arrive, signIn, page }) {
    await arrive({ scope: "openid", claims: JSON.stringify({ id_token: { sub: { value: "somebody else" } } }) });
    await signIn();
    await page.getByText("asks for somebody else").waitFor();
  },
  async select_account({ arrive, signIn, page }, { server }) {
    await page.goto(`${server.url}/login`);
    await signIn();
    await page.getByText("Your account").first().waitFor();
    await arrive({ prompt: "select_account" });
    await page.getByRole("button", { name: "Use another account" }).waitFor();
  },
  async sign_up({ arrive, page }) {
    await arrive({ prompt: "create" });
    await page.getByRole("button", { name: "Create account" }).waitFor();
  },
  async sign_up_failed({ arrive, page, owner }) {
    await arrive({ prompt: "create" });
    await page.getByLabel("Username").fill(owner.username);
    await page.getByLabel("Email").fill("somebody@nowhere");
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByLabel("Password again").fill("another");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("alert").waitFor();
  },
  async consent({ arrive, signIn }) {
    await arrive();
    await signIn();
  },
  async consent_resources({ arrive, signIn, page }) {
    // As long as one may be, and nowhere to break it.
    const resource = ["https://api.example/books", `https://${"x".repeat(60)}.example/${"y".repeat(400)}`];
    await arrive({ resource });
    await signIn();
    await page.getByText("Use this access at api.example").waitFor();
  },
  async consent_unverified({ arrive, signIn, application }, { server: { issuer } }) {
    await issuer.durable.clients.change(application.id, { isUnverified: true });
    await issuer.clients.changed(application);
    await arrive();
    await signIn();
  },
  async consent_failed({ arrive, signIn, page }) {
    await arrive();
    await signIn();
    for (const box of await page.locator("input[name=scope]").all()) await box.uncheck();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("alert").waitFor();
  },
  async problem({ page }, { server }) {
    await page.goto(`${server.url}/authorize?client_id=nobody`);
  },
  async not_found({ page }, { server }) {
    await page.goto(`${server.url}/nothing/here`);
  },
  async home({ page }, { server }) {
    await page.goto(`${server.url}/`);
  },
  async api_docs({ page }, { server }) {
    await page.goto(`${server.url}/docs`);
    await page.getByRole("button", { name: "Log in and get a token" }).waitFor();
  },
  async account({ arrive, signIn, page, application }, stage) {
    await arrive({ approval_prompt: "force" });
    await signIn();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Welcome back").waitFor();
    const form = { ...redemption(codeAt(page.url())), redirect_uri: stage.site.callback };
    await ask(`${stage.server.url}/token`, { form, as: application });
    await page.goto(`${stage.server.url}/account`);
  },
  async authorized_tokens(shown, stage) {
    await PAGES["account"]!(shown, stage);
    await shown.page.goto(`${stage.server.url}/o/authorized_tokens/`);
    await shown.page.getByRole("link", { name: "Revoke" }).waitFor();
  },
  async authorized_token_delete(shown, stage) {
    await PAGES["authorized_tokens"]!(shown, stage);
    await shown.page.getByRole("link", { name: "Revoke" }).click();
    await shown.page.getByRole("button", { name: "Revoke it" }).waitFor();
  },
  async account_to_open(shown, stage) {
    const { durable, clients } = stage.server.issuer;
    const metadata = { initiate_login_uri: `${stage.site.origin}/login` };
    await durable.clients.change(shown.application.id, { metadata });
    await clients.changed(shown.application);
    await PAGES["account"]?.(shown, stage);
    await shown.page.getByRole("link", { name: "Open" }).waitFor();
  },
  async sessions({ page, signIn, owner }, { server }) {
    const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    const others = await Promise.all(
      [FIREFOX, "curl/8"].map((agent) => server.issuer.sessions.start(owner, { agent })),
    );
    const application = await client(server.issuer, { name: "Photo Printer" });
    for (const { session } of others) await server.issuer.sessions.join(session, application.id);
    await page.goto(`${server.url}/login`);
    await signIn();
    await page.getByRole("button", { name: "End all others" }).waitFor();
  },
  async logout({ page, signIn, application }, { server }) {
    await page.goto(`${server.url}/login`);
    await signIn();
    await page.getByText("Your account").first().waitFor();
    await page.goto(`${server.url}/logout?client_id=${application.clientId}`);
    await page.getByRole("button", { name: "Stay" }).waitFor();
  },
  async logged_out({ page, signIn }, { server }) {
    await page.goto(`${server.url}/login`);
    await signIn();
    await page.getByRole("button", { name: "Log out" }).click();
  },
  async logged_out_waiting({ page, arrive, signIn, application }, { server, site }) {
    const metadata = {
      frontchannel_logout_uri: `${site.origin}/out`,
      post_logout_redirect_uris: [`${site.origin}/bye`],
    };
    await server.issuer.durable.clients.change(application.id, { metadata, skipAuthorization: true });
    await server.issuer.clients.changed(application);
    // An answer without content leaves the browser where it is: at the page that goes on.
    await page.route(`${site.origin}/bye`, (route) => route.fulfill({ status: 204 }));
    await arrive({ scope: "openid" });
    await signIn();
    await page.getByText("Welcome back").waitFor();
    const query = `client_id=${application.clientId}&post_logout_redirect_uri=${site.origin}/bye`;
    await page.goto(`${server.url}/logout?${query}`);
    await page.getByRole("button", { name: "Log out", exact: true }).click();
    await page.getByRole("link", { name: "Go back to" }).waitFor();
  },
  async form_post({ arrive, signIn, page }, { site }) {
    // An answer without content leaves the browser where it is: at the page that sends itself.
    await page.route(site.callback, (route) => route.fulfill({ status: 204 }));
    await arrive({ response_mode: "form_post" });
    await signIn();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("button", { name: "Continue" }).waitFor();
  },
  async device({ page }, { server }) {
    await page.goto(`${server.url}/device?user_code=wdjbmjht`);
  },
  async device_failed({ page }, { server }) {
    await page.goto(`${server.url}/device?user_code=what`);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("alert").waitFor();
  },
  async device_confirm(shown, stage) {
    await typeUserCode(shown, stage);
    await shown.signIn();
    await shown.page.getByRole("button", { name: "Allow" }).waitFor();
  },
  async device_done(shown, stage) {
    await typeUserCode(shown, stage);
    await shown.signIn();
    await shown.page.getByRole("button", { name: "Allow" }).click();
    await shown.page.getByText("Your device is connected").waitFor();
  },
  oauth1_consent: arriveFromConsumer,
  async oauth1_pin(shown, stage) {
    await arriveFromConsumer(shown, stage);
    await shown.page.getByRole("button", { name: "Allow" }).click();
    await shown.page.getByText("Your code").waitFor();
  },
  async oauth1_denied(shown, stage) {
    await arriveFromConsumer(shown, stage);
    await shown.page.getByRole("button", { name: "Deny" }).click();
    await shown.page.getByText("You did not allow it").waitFor();
  },
  async oauth1_unknown({ page }, { server }) {
    await page.goto(`${server.url}/oauth1/authorize?oauth_token=unknown`);
  },
  ...ADMIN_PAGES,
  ...ADMIN_RECORD_PAGES,
  ...APPLICATION_PAGES,
  ...OWN_PAGES,
  ...SIGNATURE_PAGES,
  ...LAB_PAGES,
};

/** How pages are reached that take a script. */
export const SCRIPTED_PAGES: typeof PAGES = {
  ...LIVE_LAB_PAGES,
  async api_docs_open({ page }, { server }) {
    await page.goto(`${server.url}/docs#listUsers`);
    await page.locator("#token > summary").click();
    await page.locator("#registration > summary").click();
    await page.locator("#listUsers").getByRole("button", { name: "Send" }).click();
    await page.getByText("401 Unauthorized").waitFor();
  },
  async api_docs_logged_in({ page, signIn }, { server }) {
    await page.goto(`${server.url}/docs`);
    await page.getByRole("button", { name: "Log in and get a token" }).click();
    await page.waitForURL("**/interaction/*");
    await signIn();
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByText("You are logged in").waitFor();
    await page.locator("#listUsers > summary").click();
    await page.locator("#listUsers").getByRole("button", { name: "Send" }).click();
    await page.getByText("200 OK").waitFor();
  },
};
