import { consumerOf, registerConsumer, signRequest } from "../support/oauth1.ts";
import type { OpenStage, Viewer } from "./stage.ts";

/** The person has an application that signs requests, and logs in on the way to where signatures are checked. */
async function arriveWithConsumer({ page, signIn, owner }: Viewer, { server }: OpenStage) {
  const name = "Photo Printer";
  const application = await registerConsumer(server.issuer, { name, ownerId: owner.id });
  const signed = signRequest({
    url: `${server.url}/oauth1/request_token?${"long=".padEnd(300, "x")}`,
    method: "POST",
    consumer: consumerOf(application),
    params: { oauth_callback: "https://printer.test/back?a=b c" },
  });
  await page.goto(`${server.url}/oauth1/check?application=${application.id}`);
  await signIn();
  await page.getByRole("button", { name: "Check the signature" }).waitFor();
  return { application, signed };
}

/** Pages on which people find out why a signature is wrong, and how each is reached. */
export const SIGNATURE_PAGES: Readonly<Record<string, (shown: Viewer, stage: OpenStage) => Promise<void>>> = {
  async signature_check(shown, stage) {
    await arriveWithConsumer(shown, stage);
  },
  async signature_check_wrong(shown, stage) {
    const { page } = shown;
    const { signed } = await arriveWithConsumer(shown, stage);
    const { pathname, search, host } = new URL(signed.url);
    const lines = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`];
    for (const [name, value] of Object.entries(signed.headers)) lines.push(`${name}: ${value}`);
    await page.getByRole("textbox", { name: "Request" }).fill(lines.join("\n"));
    await page.getByRole("button", { name: "Check the signature" }).click();
    await page.getByText("The signature is wrong.").waitFor();
  },
  async signature_check_refused(shown, stage) {
    const { page } = shown;
    const { signed } = await arriveWithConsumer(shown, stage);
    await fetch(signed.url, { method: "GET", headers: signed.headers });
    await page.reload();
    await page.getByText("The signature is wrong.").waitFor();
  },
  async signature_check_broken(shown, stage) {
    await arriveWithConsumer(shown, stage);
    await shown.page.getByRole("textbox", { name: "Request" }).fill("Good morning");
    await shown.page.getByRole("button", { name: "Check the signature" }).click();
    await shown.page.getByRole("alert").waitFor();
  },
};
