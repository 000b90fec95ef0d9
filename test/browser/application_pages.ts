import type { ClientInput } from "../../src/clients/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client } from "../support/cast.ts";
import type { OpenStage, Viewer } from "./stage.ts";

/** How a page is reached. */
type Reach = (shown: Viewer, stage: OpenStage) => Promise<void>;

/** The person logs in, on the way to a page. */
async function arriveAt(path: string, { page, signIn }: Viewer, { server }: OpenStage): Promise<void> {
  await page.goto(server.url + path);
  await signIn();
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

/** An application that the person registered. */
function ownOf({ owner }: Viewer, { server }: OpenStage, said: Partial<ClientInput> = {}): Promise<ClientRecord> {
  return client(server.issuer, { name: "Photo Printer", ownerId: owner.id, ...said });
}

/** Reaches the page of an application, or one that does something with it. */
function ofOwn(what: string, said: Partial<ClientInput> = {}): Reach {
  return async (shown, stage) => {
    const { id } = await ownOf(shown, stage, said);
    await arriveAt(`/applications/${id}${what}`, shown, stage);
  };
}

const LONG = `https://printer.example/${"a-rather-long-path/".repeat(8)}callback`;

/** Pages of one's own applications, and how each is reached. */
export const APPLICATION_PAGES: Readonly<Record<string, Reach>> = {
  applications_none: (shown, stage) => arriveAt("/applications", shown, stage),
  async applications(shown, stage) {
    await ownOf(shown, stage);
    await ownOf(shown, stage, { name: "W".repeat(120), type: "public", grantTypes: ["implicit"] });
    await arriveAt("/applications", shown, stage);
  },
  application_register: (shown, stage) => arriveAt("/applications/register", shown, stage),
  async application_register_advanced(shown, stage) {
    await arriveAt("/applications/register", shown, stage);
    await shown.page.getByText("Advanced").click();
    await shown.page.getByLabel("In other languages").waitFor();
  },
  async application_register_staff(shown, stage) {
    await stage.server.issuer.durable.accounts.change(shown.owner.id, { isStaff: true });
    await arriveAt("/applications/register", shown, stage);
    await shown.page.getByText("For staff").waitFor();
  },
  async application_register_failed(shown, stage) {
    await arriveAt("/applications/register", shown, stage);
    const { page } = shown;
    await page.getByLabel("Client id").fill("a b");
    await page.getByLabel("Redirect URIs").fill(`${LONG}\njavascript:alert(1)\nhttp://printer.example/`);
    await page.getByLabel("Implicit", { exact: true }).check();
    await page.getByLabel("Name", { exact: true }).fill(" ");
    await page.getByRole("button", { name: "Check first" }).click();
    await page.getByRole("alert").waitFor();
  },
  async application_registered(shown, stage) {
    await arriveAt("/applications/register", shown, stage);
    await shown.page.getByLabel("Name", { exact: true }).fill("Photo Printer");
    await shown.page.getByLabel("Redirect URIs").fill("https://printer.example/callback");
    await shown.page.getByRole("button", { name: "Register" }).click();
    await shown.page.getByText("Keep the secret now").waitFor();
  },
  application: ofOwn("", { redirectUris: [LONG], metadata: { contacts: ["ann@printer.example"] } }),
  application_unwise: ofOwn("", {
    grantTypes: ["implicit", "password"],
    metadata: { id_token_signed_response_alg: "HS256" },
    clientSecret: "a secret that is as long as a key",
  }),
  application_consumer: ofOwn("", {
    grantTypes: ["oauth1", "client_credentials"],
    redirectUris: [LONG],
    metadata: { oauth_signature_methods: ["HMAC-SHA1", "PLAINTEXT"] },
  }),
  async application_consumer_registered(shown, stage) {
    await arriveAt("/applications/register", shown, stage);
    await shown.page.getByLabel("Name", { exact: true }).fill("Photo Printer");
    await shown.page.getByLabel("OAuth 1.0a (signed requests)").check();
    await shown.page.getByLabel("Redirect URIs").fill("https://printer.example/callback");
    await shown.page.getByRole("button", { name: "Register" }).click();
    await shown.page.getByText("the consumer secret").waitFor();
  },
  async application_consumer_failed(shown, stage) {
    await arriveAt("/applications/register", shown, stage);
    const { page } = shown;
    await page.getByLabel("Name", { exact: true }).fill("Photo Printer");
    await page.getByLabel("OAuth 1.0a (signed requests)").check();
    await page.getByLabel("RSA-SHA256").check();
    await page.getByLabel("Its public keys", { exact: true }).fill(`-----BEGIN PRIVATE KEY-----\n${"A".repeat(64)}\n`);
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText("nothing of it was kept").first().waitFor();
  },
  application_update: ofOwn("/update"),
  application_delete: ofOwn("/delete"),
  application_secret: ofOwn("/secret"),
};
