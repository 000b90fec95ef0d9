import { client } from "../support/cast.ts";
import type { OpenStage, Viewer } from "./stage.ts";

/** How a page is reached. */
type Reach = (shown: Viewer, stage: OpenStage) => Promise<void>;

/** The person logs in, on the way to a page of their account. */
async function arriveAt(path: string, { page, signIn }: Viewer, { server }: OpenStage): Promise<void> {
  await page.goto(server.url + path);
  await signIn();
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

/** The person allowed an application something; its number. */
async function consented({ owner }: Viewer, { server: { issuer } }: OpenStage, name: string): Promise<number> {
  const { id } = await client(issuer, { name });
  const scope = ["openid", "profile", "read", "write"];
  await issuer.durable.consents.remember({ accountId: owner.id, client: id, scope, grantedAt: issuer.clock.now() });
  return id;
}

/** The person sends the form of a new password. */
async function sendPassword({ page }: Viewer, password: string, repeated = password): Promise<void> {
  await page.getByLabel("Current password").fill("correct horse battery");
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again").fill(repeated);
  await page.getByRole("button", { name: "Change it" }).click();
}

/** Pages on which people look after their own account, and how each is reached. */
export const OWN_PAGES: Readonly<Record<string, Reach>> = {
  async sign_up_alone({ page }, { server }) {
    await page.goto(`${server.url}/sign_up`);
    await page.getByRole("button", { name: "Create account" }).waitFor();
  },
  async login_or_sign_up({ page }, { server }) {
    await page.goto(`${server.url}/login`);
    await page.getByRole("button", { name: "Create an account" }).waitFor();
  },
  account_password: (shown, stage) => arriveAt("/account/password", shown, stage),
  async account_password_failed(shown, stage) {
    await arriveAt("/account/password", shown, stage);
    await sendPassword(shown, "short", "other");
    await shown.page.getByRole("alert").waitFor();
  },
  async account_password_changed(shown, stage) {
    await arriveAt("/account/password", shown, stage);
    await sendPassword(shown, "a new and good password");
    await shown.page.getByText("Your password is changed").waitFor();
  },
  account_consents_none: (shown, stage) => arriveAt("/account/consents", shown, stage),
  async account_consents(shown, stage) {
    await consented(shown, stage, "Photo Printer");
    await consented(shown, stage, "W".repeat(120));
    await arriveAt("/account/consents", shown, stage);
  },
  async account_consent_forget(shown, stage) {
    await arriveAt(`/account/consents/${await consented(shown, stage, "Photo Printer")}/forget`, shown, stage);
  },
};
