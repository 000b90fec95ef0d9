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
