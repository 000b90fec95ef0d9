import { assert } from "chai";
import type { ClientInput } from "../../src/clients/mod.ts";
import { ask, codeAt, isActive, textOf } from "../support/journey.ts";
import type { Seen, Visitor } from "../support/visitor.ts";
import { encode, type Given } from "../support/issuer_under_test.ts";
import { isLogin, isOutside, openStage, type Stage, traveller, type Traveller } from "./stage.ts";

const BYE = "https://client.test/bye";

function goodbye(): Partial<ClientInput> {
  return { skipAuthorization: true, metadata: { post_logout_redirect_uris: [BYE] } };
}

describe("somebody who logs out", function () {
  this.timeout(30_000);
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(() => stage.server.stop());

  /** Somebody who signed in at an application, and the tokens that it has. */
  async function guestOf(said = goodbye()) {
    const guest = await traveller(stage, await stage.client(said));
    const arrived = await guest.through({ scope: "openid read" });
    const tokens = await guest.redeem(codeAt(arrived.url));
    return { guest, tokens, hint: textOf(tokens, "id_token") };
  }

  function leave(browser: Visitor, query: Given): Promise<Seen> {
    return browser.go(`${stage.server.url}/logout?${encode(query)}`);
  }

  async function isSignedIn({ browser }: Traveller): Promise<boolean> {
    return !isLogin(await browser.go(`${stage.server.url}/account`));
  }

  it("at an application comes back to it, and has to sign in the next time", async () => {
    const { guest, tokens, hint } = await guestOf();
    const seen = await leave(guest.browser, { id_token_hint: hint, post_logout_redirect_uri: BYE, state: "s" });
    assert.equal(seen.url.href, `${BYE}?state=s`);
    assert.isTrue(isLogin(await guest.arrive({ scope: "openid" })));
    for (const name of ["access_token", "refresh_token"])
      assert.isFalse(await isActive(stage.server.url, textOf(tokens, name), guest.application));
  });

  it("by the form of an application comes back to it as well", async () => {
    const { guest, hint } = await guestOf();
    // A form of another site: the session's cookie does not come along.
    const form = { id_token_hint: hint, post_logout_redirect_uri: BYE };
    const answer = await ask(`${stage.server.url}/logout`, { form });
    const back = new URL(answer.headers.get("location") ?? "", stage.server.url);
    assert.equal((await guest.browser.go(back)).url.href, BYE);
    assert.isFalse(await isSignedIn(guest));
  });

  it("by a link is asked, may stay, and may go", async () => {
    const { guest } = await guestOf();
    const question = await leave(guest.browser, {
      client_id: guest.application.clientId,
      post_logout_redirect_uri: BYE,
    });
    assert.include(question.text, guest.application.name);
    const stayed = await guest.browser.submit(question, { fill: { action: "stay" } });
    assert.include(stayed.text, "You are still logged in");
    assert.isTrue(await isSignedIn(guest));
    const gone = await guest.browser.submit(question, { fill: { action: "logout" } });
    assert.equal(gone.url.href, BYE);
    assert.isFalse(await isSignedIn(guest));
  });

  it("stays where another site only pretends that they said yes", async () => {
    const { guest } = await guestOf();
    const headers = { "sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded" };
    const question = await leave(guest.browser, {});
    const csrf = new Map(question.forms.find(({ action }) => action.endsWith("/confirm"))?.fields).get("csrf");
    const body = encode({ csrf, action: "logout" });
    const forged = await guest.browser.fetch(`${stage.server.url}/logout/confirm`, { method: "POST", headers, body });
    assert.equal(forged.status, 403);
    assert.isTrue(await isSignedIn(guest));
  });

  it("in one browser stays signed in in another", async () => {
    const { guest, hint } = await guestOf();
    const elsewhere = await traveller(stage, guest.application);
    await elsewhere.through({ scope: "openid" });
    await leave(guest.browser, { id_token_hint: hint });
    assert.isTrue(await isSignedIn(elsewhere));
  });

  it("is signed in again at once where two windows logged out, and nothing is left over", async () => {
    const { guest, hint } = await guestOf();
    await Promise.all([1, 2].map(() => leave(guest.browser, { id_token_hint: hint })));
    assert.isTrue(isOutside(await guest.through({ scope: "openid" })));
    assert.isTrue(await isSignedIn(guest));
  });

  for (const alias of ["/o/logout/", "/oauth2/logout"]) {
    it(`finds the same at ${alias}, where scripts for older servers look`, async () => {
      const { guest, hint } = await guestOf();
      const query = encode({ id_token_hint: hint, post_logout_redirect_uri: BYE });
      assert.equal((await guest.browser.go(`${stage.server.url}${alias}?${query}`)).url.href, BYE);
    });
  }
});
