import type { OpenStage, Viewer } from "./stage.ts";

/** A person creates a run for an application, whose name may be as long as any. */
async function createRun({ page }: Viewer, { server }: OpenStage): Promise<void> {
  await page.goto(`${server.url}/lab?plan=oidc-refresh`);
  await page.getByLabel("Name of your client").fill(`my application ${"x".repeat(80)}`);
  await page.getByLabel("Redirect URI", { exact: true }).fill("http://127.0.0.1:4567/cb");
  await page.getByRole("button", { name: "Create the run" }).click();
  await page.getByRole("heading", { name: "Run of" }).waitFor();
}

/** She begins a case, and the application goes as far as that a person has to sign in. */
async function beginCase(shown: Viewer, stage: OpenStage): Promise<void> {
  const { page } = shown;
  await createRun(shown, stage);
  await page.getByRole("button", { name: /^Begin the next/ }).click();
  const shownAs = async (name: string) => page.locator(`dt:text-is("${name}") + dd code`).first().textContent();
  const [issuer, clientId] = await Promise.all([shownAs("Issuer"), shownAs("Client id")]);
  const query = new URLSearchParams({
    client_id: clientId ?? "",
    scope: "openid",
    response_type: "code",
    redirect_uri: "http://127.0.0.1:4567/cb",
    state: "s".repeat(300),
  });
  await fetch(`${issuer}/authorize?${query.toString()}`, { redirect: "manual" });
}

/** What a provider was told of an application, with a mistake in each member and a word that no line holds. */
const WRONG_CLIENT = JSON.stringify(
  {
    redirect_uris: [`http://app.example/${"x".repeat(90)}#here`, "https://*.app.example/cb"],
    token_endpoint_auth_method: "none",
    client_secret: "short",
    grant_types: ["implicit", "password"],
    response_types: ["token"],
    scope: "openid offline_access",
  },
  undefined,
  2,
);

async function sendDocument({ page }: Viewer, { server }: OpenStage, document: string): Promise<void> {
  await page.goto(`${server.url}/lab/preflight?plan=oidc-basic`);
  await page.getByLabel("Registration or configuration, as JSON").fill(document);
  await page.getByRole("button", { name: "Look at it" }).click();
}

/** Pages on which a person tests a client, and how each is reached. */
export const LAB_PAGES: Readonly<Record<string, (shown: Viewer, stage: OpenStage) => Promise<void>>> = {
  async lab_start(shown, stage) {
    await createRun(shown, stage);
    await shown.page.goto(`${stage.server.url}/lab`);
    await shown.page.getByText("Your runs in this browser").waitFor();
  },
  async lab_start_refused({ page }, { server }) {
    await page.goto(`${server.url}/lab?plan=oidc-logout`);
    await page.getByRole("button", { name: "Create the run" }).click();
    await page.getByRole("alert").waitFor();
  },
  lab_run: createRun,
  async lab_attempt(shown, stage) {
    await beginCase(shown, stage);
    await shown.page.reload();
    await shown.page.getByText("1 request so far.").waitFor();
    await shown.page.getByText("More of request").click();
  },
  async lab_judged(shown, stage) {
    await beginCase(shown, stage);
    await shown.page.getByRole("button", { name: "It was stuck" }).click();
    await shown.page.getByRole("button", { name: "Begin again" }).waitFor();
  },
  async lab_report(shown, stage) {
    await LAB_PAGES["lab_judged"]!(shown, stage);
    await shown.page.getByRole("button", { name: "Finish the run" }).click();
    await shown.page.getByRole("heading", { name: "Report" }).waitFor();
  },
  async lab_delete(shown, stage) {
    await createRun(shown, stage);
    await shown.page.goto(`${shown.page.url()}/delete`);
    await shown.page.getByRole("button", { name: "Delete the run" }).waitFor();
  },
  async lab_deleted(shown, stage) {
    await LAB_PAGES["lab_delete"]!(shown, stage);
    await shown.page.getByRole("button", { name: "Delete the run" }).click();
    await shown.page.getByText("The run was deleted.").waitFor();
  },
  async lab_preflight({ page }, { server }) {
    await page.goto(`${server.url}/lab/preflight`);
    await page.getByText("Or fill in what you know of it").click();
  },
  async lab_preflight_found(shown, stage) {
    await sendDocument(shown, stage, WRONG_CLIENT);
    await shown.page.getByText("What to mend").waitFor();
  },
  async lab_preflight_refused(shown, stage) {
    await sendDocument(shown, stage, '{\n  "redirect_uris": [,]\n}');
    await shown.page.getByRole("alert").waitFor();
  },
  async lab_faults({ page }, { server }) {
    await page.goto(`${server.url}/lab/faults?words=issuer`);
  },
  async lab_plans({ page }, { server }) {
    await page.goto(`${server.url}/lab/plans`);
  },
  async lab_plan_whole({ page }, { server }) {
    await page.goto(`${server.url}/lab/plans/refresh`);
  },
  async lab_scenarios({ page }, { server }) {
    await page.goto(`${server.url}/lab/scenarios?words=nonce`);
  },
  async lab_scenario({ page }, { server }) {
    await page.goto(`${server.url}/lab/scenarios/id_token_wrong_issuer`);
  },
  async lab_plan({ page }, { server }) {
    await page.goto(`${server.url}/lab/plans/oidc-refresh?with=refresh`);
  },
};

/** Those that show by a script what has changed, as it comes. */
export const LIVE_LAB_PAGES: typeof LAB_PAGES = {
  async lab_attempt_live(shown, stage) {
    await beginCase(shown, stage);
    await shown.page.getByText("1 request so far.").waitFor();
    await shown.page.getByText("More of request").click();
  },
};
