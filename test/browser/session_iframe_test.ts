import { assert } from "chai";
import { describe, it } from "mocha";
import type { Page } from "playwright-core";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import { type ClientSite, clientSite } from "./client_site.ts";
import { type OpenStage, stageOf, viewer, type Viewer } from "./stage.ts";

/** A page of an application that has our frame, and asks what it is told to ask. */
function pageWithFrame({ server }: OpenStage): string {
  return `<!doctype html><title>Application</title>
<iframe id="op" name="op" src="${server.url}/check_session"></iframe>
<iframe id="rp" src="/rp_frame"></iframe>`;
}

/** Has a window of a page ask the frame that is called `op` there, and answers what it says. */
function ask(window: Pick<Page, "evaluate">, message: string, op: string): Promise<string> {
  return window.evaluate(
    ([text, origin]) =>
      new Promise<string>((resolve) => {
        const around: unknown = parent.frames;
        const frame = (around as Readonly<Record<string, Window>>)["op"];
        addEventListener("message", (event) => {
          if (event.origin === origin) resolve(String(event.data));
        });
        frame?.postMessage(text, origin ?? "");
      }),
    [message, op],
  );
}

interface Signed extends Viewer {
  /** What the application sends. */
  readonly message: string;
  readonly says: (message?: string) => Promise<string>;
}

describe("the frame that watches the session in a browser", function () {
  const stage = stageOf(this);
  const opened: { near?: ClientSite } = {};

  this.beforeAll(async () => {
    opened.near = await clientSite("127.0.0.1");
  });
  this.afterAll(async () => opened.near?.stop());

  /** A person is signed in at an application of a site, which shows its page with our frame. */
  async function signedIn(site: ClientSite): Promise<Signed> {
    const client = { redirectUris: [site.callback], skipAuthorization: true };
    const shown = await viewer(stage, { client });
    const { page, application } = shown;
    await shown.arrive({ scope: "openid", redirect_uri: site.callback });
    await shown.signIn();
    await page.getByText("Welcome back").waitFor();
    const message = `${application.clientId} ${new URL(page.url()).searchParams.get("session_state")}`;
    site.serve("/watch", pageWithFrame(stage));
    site.serve("/rp_frame", "<!doctype html><title>Asks</title>");
    await page.goto(`${site.origin}/watch`);
    return { ...shown, message, says: (said = message) => ask(page, said, stage.server.url) };
  }

  function near(): ClientSite {
    return opened.near ?? assert.fail("the site is not open");
  }

  rule(["SESSION-3.2-5", "SESSION-3.2-4", "SESSION-3.2-6"], "says unchanged until the person logs out", async () => {
    const { context, says, complaints } = await signedIn(near());
    assert.deepEqual([await says(), await says()], ["unchanged", "unchanged"]);
    const account = await context.newPage();
    await account.goto(`${stage.server.url}/account`);
    await account.getByRole("button", { name: "Log out" }).click();
    await account.getByText("You are logged out").waitFor();
    assert.equal(await says(), "changed");
    assert.isEmpty(complaints);
  });

  rule("SESSION-3.2-7", "says unchanged though the same person signs in once more", async () => {
    const { context, owner, says } = await signedIn(near());
    const tab = await context.newPage();
    await tab.goto(`${stage.server.url}/login`);
    await tab.getByLabel("Username").fill(owner.username);
    await tab.getByLabel("Password").fill(PASSWORD);
    await tab.getByRole("button", { name: "Log in" }).click();
    await tab.getByRole("heading", { name: "Your account" }).waitFor();
    assert.equal(await says(), "unchanged");
  });

  for (const message of ["", "nonsense", "app abc"]) {
    rule("SESSION-3.2-3", `says error to ${JSON.stringify(message)}`, async () => {
      const { says } = await signedIn(near());
      assert.equal(await says(message), "error");
    });
  }

  it("says changed to a state that was never told", async () => {
    const { says, application } = await signedIn(near());
    assert.equal(await says(`${application.clientId} ${"A".repeat(43)}.salt`), "changed");
  });

  it("answers a frame of the application beside it, as the specification draws it", async () => {
    const { page, message } = await signedIn(near());
    const beside = page.frames().find((frame) => frame.url().endsWith("/rp_frame"));
    assert.equal(await ask(beside!, message, stage.server.url), "unchanged");
  });

  rule(["SESSION-3.2-1", "SESSION-6-1"], "is silent to a frame of another origin in the same page", async () => {
    const site = near();
    const { page, message, says } = await signedIn(site);
    stage.site.serve("/listens", "<!doctype html><title>Listens</title>");
    await page.evaluate((address) => {
      const frame = document.createElement("iframe");
      frame.src = address;
      const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
      document.body.append(frame);
      return loaded;
    }, `${stage.site.origin}/listens`);
    const foreign = page.frames().find((frame) => frame.url().endsWith("/listens"));
    const heard = await foreign!.evaluateHandle(() => {
      const said: string[] = [];
      addEventListener("message", (event) => said.push(String(event.data)));
      return said;
    });
    await foreign!.evaluate(
      ([text, origin]) => {
        const around: unknown = parent.frames;
        (around as Readonly<Record<string, Window>>)["op"]?.postMessage(text, origin ?? "");
      },
      [message, stage.server.url],
    );
    // What came later is answered: what came before was heard and is not.
    assert.equal(await says(), "unchanged");
    assert.deepEqual(await heard.jsonValue(), []);
  });

  beyond("SESSION-5.1-1", "says error on a page of another site, to which the browser gives no cookie", async () => {
    const { says } = await signedIn(stage.site);
    assert.equal(await says(), "error");
  });

  it("says what it is for to a person who opens it by themselves", async () => {
    const { page } = await viewer(stage);
    await page.goto(`${stage.server.url}/check_session`);
    assert.match(await page.locator("body").innerText(), /^For applications: /);
  });
});
