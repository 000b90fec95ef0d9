import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { client } from "../support/cast.ts";
import { ask, authorizeUrl, codeAt, redemption, textOf } from "../support/journey.ts";
import { type ClientSite, clientSite } from "./client_site.ts";
import { stageOf, viewer, type Viewer, type ViewerOptions } from "./stage.ts";

/** A page that forgets whoever loads it: what it keeps in the browser, where the browser lets a frame, and its cookie. */
const FORGETS = `<!doctype html><title>Out</title><script>
try {
  localStorage.clear();
} catch {}
</script>`;

const FORGETTING = { "set-cookie": "signed-in=; Path=/; Max-Age=0", "cache-control": "no-cache, no-store" };

function toldAt(site: ClientSite, path = "/out") {
  return {
    redirectUris: [site.callback],
    skipAuthorization: true,
    metadata: {
      frontchannel_logout_uri: `${site.origin}${path}?from=op`,
      frontchannel_logout_session_required: true,
      post_logout_redirect_uris: [`${site.origin}/bye`],
    },
  };
}

interface Signed extends Viewer {
  /** Where the browser is sent to log out. */
  readonly logoutUrl: string;
  readonly near: ClientSite;
  /** What the sites of both applications were asked for at their pages that log out. */
  readonly told: () => readonly string[];
}

describe("front-channel logout in a browser", function () {
  const stage = stageOf(this);
  const opened: ClientSite[] = [];

  this.afterAll(async () => Promise.all(opened.map(async (site) => site.stop())));

  /** A person is signed in at two applications, one on another site than the server and one on the same. */
  async function signedInAtTwo(path = "/out", options: ViewerOptions = {}): Promise<Signed> {
    const near = await clientSite("127.0.0.1");
    opened.push(near);
    const { server, site } = stage;
    const shown = await viewer(stage, { ...options, client: toldAt(site, path) });
    const { page, application } = shown;
    await shown.arrive({ scope: "openid" });
    await shown.signIn();
    await page.getByText("Welcome back").waitFor();
    const form = { ...redemption(codeAt(page.url())), redirect_uri: site.callback };
    const hint = textOf(await ask(`${server.url}/token`, { form, as: application }), "id_token");
    const second = await client(server.issuer, toldAt(near));
    await page.goto(authorizeUrl(server.url, second, { scope: "openid", redirect_uri: near.callback }));
    await page.getByText("Welcome back").waitFor();
    near.serve("/out", FORGETS, FORGETTING);
    site.serve("/out", FORGETS, FORGETTING);
    for (const one of [site, near]) one.serve("/bye", "<!doctype html><title>Bye</title><h1>See you</h1>");
    const query = new URLSearchParams({
      id_token_hint: hint,
      post_logout_redirect_uri: `${site.origin}/bye`,
      state: "a state",
    });
    const before = site.visited.length;
    const isOut = (address: string) => /^\/(?:out|slow)\?/.test(address);
    const told = () => [...site.visited.slice(before), ...near.visited].filter(isOut);
    return { ...shown, near, told, logoutUrl: `${server.url}/logout?${query.toString()}` };
  }

  rule(["FCLOGOUT-2-5", "FCLOGOUT-3-1"], "logs out of two applications, and goes on by itself", async () => {
    const { page, context, near, told, logoutUrl, complaints } = await signedInAtTwo();
    await page.evaluate(() => localStorage.setItem("signed-in", "yes"));
    await context.addCookies([{ name: "signed-in", value: "yes", url: near.origin }]);
    await page.goto(logoutUrl);
    await page.getByText("See you").waitFor();
    assert.equal(new URL(page.url()).searchParams.get("state"), "a state");
    const sids = told().map((address) => new URL(address, stage.server.url).searchParams);
    assert.deepEqual(
      sids.map((query) => [query.get("from"), query.get("iss")]),
      [
        ["op", stage.server.url],
        ["op", stage.server.url],
      ],
    );
    assert.equal(sids[0]?.get("sid"), sids[1]?.get("sid"));
    assert.isEmpty(complaints);
    await page.goto(`${near.origin}/bye`);
    assert.isNull(await page.evaluate(() => localStorage.getItem("signed-in")));
    assert.isUndefined((await context.cookies(near.origin)).find(({ name }) => name === "signed-in"));
  });

  it("goes on after a while though one application never answers", async () => {
    const { page, logoutUrl, told } = await signedInAtTwo("/slow");
    // Nobody fulfils it: the frame is loading for ever.
    await page.route("**/slow?*", () => undefined);
    await page.goto(logoutUrl, { waitUntil: "commit" });
    await page.getByText("See you").waitFor();
    assert.lengthOf(told(), 1);
  });

  it("goes on though an application refuses to be shown in a frame", async () => {
    const { page, logoutUrl, near } = await signedInAtTwo();
    near.serve("/out", FORGETS, { "x-frame-options": "DENY" });
    await page.goto(logoutUrl);
    await page.getByText("See you").waitFor();
  });

  it("keeps the window though the page of an application wants to lead it elsewhere", async () => {
    const { page, logoutUrl, near } = await signedInAtTwo();
    near.serve("/out", `<!doctype html><script>top.location = "https://evil.test/"</script>`);
    await page.goto(logoutUrl);
    await page.getByText("See you").waitFor();
  });

  for (const [way, go] of [
    ["by itself", async () => undefined],
    ["by a link", async ({ page }: Signed) => page.getByRole("link", { name: /^Go back to/ }).click()],
  ] as const) {
    it(`tells both and goes on ${way} where there is no script`, async () => {
      const on = await signedInAtTwo("/out", { javaScriptEnabled: false });
      await on.page.goto(on.logoutUrl);
      await go(on);
      await on.page.getByText("See you").waitFor();
      assert.lengthOf(on.told(), 2);
    });
  }

  rule("FCLOGOUT-3-1", "tells both when the person logs out by themselves, and stays", async () => {
    const { page, told, complaints } = await signedInAtTwo();
    await page.goto(`${stage.server.url}/account`);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "You are logged out" }).waitFor();
    await page.waitForLoadState("load");
    assert.lengthOf(told(), 2);
    assert.isFalse(await page.locator("iframe").first().isVisible());
    assert.isEmpty(complaints);
  });
});
