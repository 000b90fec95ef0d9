import { assert } from "chai";
import { PASSWORD } from "../support/cast.ts";
import { type ClientSite, clientSite } from "../browser/client_site.ts";
import { eventually } from "../contract/eventually.ts";
import { codeAt, isActive, textOf } from "../support/journey.ts";
import type { Seen, Visitor } from "../support/visitor.ts";
import { isLogin, openStage, type Stage, traveller, type Traveller } from "./stage.ts";

const END = "/account/sessions/end";

describe("somebody who is signed in with several browsers", function () {
  this.timeout(30_000);
  let stage: Stage;
  let site: ClientSite;

  before(async () => {
    [stage, site] = await Promise.all([openStage(), clientSite("127.0.0.1")]);
  });
  after(() => Promise.all([stage.server.stop(), site.stop()]));

  function account(browser: Visitor): Promise<Seen> {
    return browser.go(`${stage.server.url}/account`);
  }

  /** The same person in so many further browsers, at no application. */
  async function elsewhere({ owner }: Traveller, count: number): Promise<readonly Visitor[]> {
    const browsers = Array.from({ length: count }, () => stage.browser());
    for (const browser of browsers) {
      const page = await browser.go(`${stage.server.url}/login`);
      await browser.submit(page, { fill: { username: owner.username, password: PASSWORD } });
    }
    return browsers;
  }

  /** Somebody at an application that is told, server to server, when the session ends. */
  async function guestOf() {
    const metadata = { backchannel_logout_uri: site.callback };
    const guest = await traveller(stage, await stage.client({ skipAuthorization: true, metadata }));
    const tokens = await guest.redeem(codeAt((await guest.through({ scope: "openid read" })).url));
    return { guest, tokens };
  }

  it("sees all of them, and which is this one", async () => {
    const { guest } = await guestOf();
    const [other] = await elsewhere(guest, 1);
    const { text, forms } = await account(other!);
    assert.include(text, "this one");
    assert.include(text, guest.application.name);
    assert.lengthOf(
      forms.filter(({ action }) => action === END),
      1,
    );
  });

  it("ends one from another, with its tokens, and its application is told", async () => {
    const { guest, tokens } = await guestOf();
    const [other] = await elsewhere(guest, 1);
    const before = site.brought.length;
    const seen = await other!.submit(await account(other!), { form: END });
    assert.notInclude(seen.text, guest.application.name);
    assert.isTrue(isLogin(await account(guest.browser)));
    assert.isFalse(isLogin(await account(other!)));
    assert.isFalse(await isActive(stage.server.url, textOf(tokens, "refresh_token"), guest.application));
    await eventually(async () => site.brought.length > before);
    assert.isTrue(site.brought.at(-1)?.params.has("logout_token"));
  });

  it("ends all others at once, and stays", async () => {
    const { guest } = await guestOf();
    const others = await elsewhere(guest, 2);
    await guest.browser.submit(await account(guest.browser), { form: END, fill: { sid: null, others: "yes" } });
    assert.isFalse(isLogin(await account(guest.browser)));
    for (const other of others) assert.isTrue(isLogin(await account(other)));
  });

  it("cannot end a session of somebody else, nor have one ended by another site", async () => {
    const [{ guest }, stranger] = [await guestOf(), await guestOf()];
    await elsewhere(guest, 1);
    const [session] = await stage.server.issuer.sessions.list(stranger.guest.owner.id);
    const page = await account(guest.browser);
    const seen = await guest.browser.submit(page, { form: END, fill: { sid: session!.sid } });
    assert.equal(seen.status, 404);
    const headers = { "sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded" };
    const fields = new Map(page.forms.find(({ action }) => action === END)?.fields);
    const body = new URLSearchParams([...fields]).toString();
    const forged = await guest.browser.fetch(`${stage.server.url}${END}`, { method: "POST", headers, body });
    assert.equal(forged.status, 403);
    assert.isFalse(isLogin(await account(stranger.guest.browser)));
    assert.lengthOf(await stage.server.issuer.sessions.list(guest.owner.id), 2);
  });
});
