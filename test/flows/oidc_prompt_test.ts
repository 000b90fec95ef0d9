import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { PASSWORD } from "../support/cast.ts";
import { authorizeUrl, codeAt, textOf } from "../support/journey.ts";
import type { Seen } from "../support/visitor.ts";
import { isConsent, isLogin, isOutside, openStage, type Stage, type Traveller, traveller } from "./stage.ts";

const OPENID = { scope: "openid" };

/** The ID token that came of a way to the application. */
async function idTokenOf(guest: Traveller, seen: Seen): Promise<string> {
  return textOf(await guest.redeem(codeAt(seen.url)), "id_token");
}

function claimsOf(idToken: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString());
}

describe("a person whom an application sends with wishes", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage({ SIGN_UP: "open" });
  });

  after(async () => stage.server.stop());

  async function guestOf(skipAuthorization = true): Promise<Traveller> {
    return traveller(stage, await stage.client({ skipAuthorization }));
  }

  /** Somebody who has been at the application before. */
  async function regular(): Promise<Traveller & { readonly idToken: string }> {
    const guest = await guestOf();
    const idToken = await idTokenOf(guest, await guest.signIn(await guest.arrive(OPENID)));
    return { ...guest, idToken };
  }

  it("comes without an account, makes one, agrees, and is signed in at the next application", async () => {
    const guest = await guestOf(false);
    const page = await guest.arrive({ ...OPENID, prompt: "create" });
    const wrong = await guest.browser.submit(page, { fill: { username: "a b", password: "x", repeated: "y" } });
    assert.equal(wrong.status, 400);
    const fill = { username: `new-${guest.owner.username}`, password: PASSWORD, repeated: PASSWORD };
    const consent = await guest.browser.submit(wrong, { fill });
    assert.isTrue(isConsent(consent), consent.text);
    const seen = await guest.browser.submit(consent, { fill: { action: "allow" } });
    const { sub } = claimsOf(await idTokenOf(guest, seen));
    const next = await stage.client({ skipAuthorization: true });
    assert.isTrue(isOutside(await guest.browser.go(authorizeUrl(stage.server.url, next))));
    assert.equal((await stage.server.issuer.durable.accounts.findBySub(String(sub)))?.username, fill.username);
  });

  rule("OIDC-3.1.2.1-9", "chooses to come as somebody else, and changes their mind on the way", async () => {
    const guest = await regular();
    const choice = await guest.arrive({ ...OPENID, prompt: "select_account" });
    const login = await guest.browser.submit(choice, { fill: { action: "another" } });
    assert.isTrue(isLogin(login));
    const seen = await guest.signIn(login);
    assert.equal(claimsOf(await idTokenOf(guest, seen))["sub"], guest.owner.sub);
  });

  rule("OIDC-3.1.2.1-11", "finds somebody else signed in, and comes back as who they were", async () => {
    const guest = await regular();
    const other = await stage.person();
    const login = await guest.arrive({ ...OPENID, prompt: "login" });
    await guest.browser.submit(login, { fill: { username: other.username, password: PASSWORD } });
    const page = await guest.arrive({ ...OPENID, id_token_hint: guest.idToken });
    assert.include(page.text, `You are logged in as ${other.username}`);
    const seen = await guest.signIn(page);
    const { sub, sid } = claimsOf(await idTokenOf(guest, seen));
    assert.equal(sub, guest.owner.sub);
    assert.notEqual(sid, claimsOf(guest.idToken)["sid"]);
  });

  rule("OIDC-3.1.2.1-7", "signs in again with the name there already, and stays in the same session", async () => {
    const guest = await regular();
    const login = await guest.arrive({ ...OPENID, prompt: "login" });
    assert.deepInclude(Object.fromEntries(login.forms.at(-1)?.fields ?? []), { username: guest.owner.username });
    const seen = await guest.browser.submit(login, { fill: { password: PASSWORD } });
    assert.equal(claimsOf(await idTokenOf(guest, seen))["sid"], claimsOf(guest.idToken)["sid"]);
  });

  it("is asked in two windows, signs in in one, and the other goes on", async () => {
    const guest = await guestOf();
    const [one, two] = [await guest.arrive(OPENID), await guest.arrive(OPENID)];
    assert.isTrue(isOutside(await guest.signIn(one)));
    assert.isTrue(isOutside(await guest.browser.go(two.url)));
  });

  it("is shown small pages all the way, where the application opened a small window", async () => {
    const guest = await guestOf(false);
    const login = await guest.arrive({ ...OPENID, display: "popup" });
    for (const page of [login, await guest.signIn(login)]) assert.include(page.text, '<body class="popup">');
  });
});
