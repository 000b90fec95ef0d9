import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond } from "../../conformance/support/rule.ts";
import { ask, codeAt, isActive, textOf } from "../support/journey.ts";
import type { Seen } from "../support/visitor.ts";
import { isConsent, isLogin, isOutside, openStage, type Stage, type Traveller, traveller } from "./stage.ts";

/** The fields of the form that takes an application's access away. */
function removal(page: Seen): ReadonlyMap<string, string> {
  return new Map(page.forms.find(({ action }) => action.endsWith("/account/revoke"))?.fields);
}

describe("the account page", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  async function guestWithTokens() {
    const guest = await traveller(stage, await stage.client());
    return { guest, tokens: await guest.redeem(codeAt((await guest.through()).url)) };
  }

  function account(guest: Traveller): Promise<Seen> {
    return guest.browser.go(`${stage.server.url}/account`);
  }

  beyond("RFC7009-2.1-6", "lists the applications with access, and takes it away at once", async () => {
    const { guest, tokens } = await guestWithTokens();
    const page = await account(guest);
    for (const said of [guest.owner.username, guest.application.name, "read", "write"]) assert.include(page.text, said);
    const after = await guest.browser.submit(page, { form: "/account/revoke" });
    assert.include(after.text, "No application can use your account");
    for (const name of ["access_token", "refresh_token"])
      assert.isFalse(await isActive(stage.server.url, textOf(tokens, name), guest.application), name);
  });

  it("has the application ask again after its access was taken away", async () => {
    const { guest } = await guestWithTokens();
    assert.isTrue(isOutside(await guest.arrive()), "the consent was remembered");
    await guest.browser.submit(await account(guest), { form: "/account/revoke" });
    assert.isTrue(isConsent(await guest.arrive()));
  });

  it("takes away nothing of another person", async () => {
    const { guest: other, tokens } = await guestWithTokens();
    const tag = removal(await account(other)).get("tag") ?? "";
    const { guest } = await guestWithTokens();
    const seen = await guest.browser.submit(await account(guest), { form: "/account/revoke", fill: { tag } });
    assert.equal(seen.status, 404);
    assert.isTrue(await isActive(stage.server.url, textOf(tokens, "access_token"), other.application));
  });

  it("ends the session when the person logs out, in the browser and on the server", async () => {
    const { guest, tokens } = await guestWithTokens();
    const sid = guest.browser.cookies.get("sid");
    const seen = await guest.browser.submit(await account(guest), { form: "/logout" });
    assert.include(seen.text, "You are logged out");
    assert.isFalse(guest.browser.cookies.has("sid"));
    const kept = await guest.browser.fetch(`${stage.server.url}/account`, { headers: { cookie: `sid=${sid}` } });
    assert.equal(kept.status, 303, "the cookie is worth nothing when it was kept");
    assert.isTrue(isLogin(await guest.arrive()));
    assert.isTrue(await isActive(stage.server.url, textOf(tokens, "access_token"), guest.application));
  });

  it("cannot be logged out of by another site", async () => {
    const { guest } = await guestWithTokens();
    const headers = { "sec-fetch-site": "cross-site" };
    const answer = await guest.browser.fetch(`${stage.server.url}/logout`, { method: "POST", headers });
    assert.include(await answer.text(), "Log out?");
    assert.notInclude((await account(guest)).text, 'name="password"');
  });

  it("asks who the person is first", async () => {
    assert.isTrue(isLogin(await stage.browser().go(`${stage.server.url}/account`)));
    assert.equal((await ask(`${stage.server.url}/account/revoke`, { form: { tag: "x" } })).status, 303);
  });
});
